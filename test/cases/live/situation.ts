import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { CHECKS } from "../../../verifications/checks/index.ts";
import type { Fact, Json } from "../../../verifications/fact.ts";
import type { Certificate } from "../../../verifications/facts/tls/certificate.ts";
import { evaluate } from "../../../verifications/judgement/evaluate.ts";
import type { Result } from "../../../verifications/judgement/result.ts";
import { expectationOf, type Sketch } from "../../verifications/support/expectation.ts";
import { FINISHED, seen } from "../../verifications/support/run.ts";

export const NOW = FINISHED;
const HOUR = 3_600_000;

/** What was declared, and what was seen. */
export interface Situation {
  readonly sketch: Sketch;
  readonly facts: readonly Fact[];
}

interface Defect {
  readonly id: string;
  readonly title: string;
  readonly evidence: object;
}
const defects = parse(readFileSync(new URL("../defects.yaml", import.meta.url), "utf8")) as readonly Defect[];

/** What a case is made of. @throws Error where there is no such case. */
export function evidenceOf<T>(id: string): T {
  const found = defects.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found.evidence as T;
}

export function resultsOf({ sketch, facts }: Situation): Result[] {
  return evaluate({ expectation: expectationOf(sketch), facts, checks: CHECKS, now: NOW });
}

/** Everything that any check there is finds wrong, as `check host/subject: message`, in order. */
export function findings(situation: Situation): string[] {
  return resultsOf(situation).flatMap(({ check, subject, remarks }) =>
    remarks
      .filter(({ state }) => state === "fail")
      .map(({ message }) => `${check} ${subject.host}/${subject.name}: ${message}`),
  );
}

/** Names of results that hang on another one. */
export function hangingOn(situation: Situation, root: string): string[] {
  return resultsOf(situation)
    .filter(({ remarks }) => remarks.some(({ blockedBy }) => blockedBy === root))
    .map(({ check, subject }) => `${check} ${subject.host}/${subject.name}`);
}

export function stateOf(situation: Situation, check: string, host: string, name: string): string | undefined {
  return resultsOf(situation).find(
    (one) => one.check === check && one.subject.host === host && one.subject.name === name,
  )?.state;
}

export function ago(hours: number): string {
  return new Date(Date.parse(NOW) - hours * HOUR).toISOString();
}

/** What an engine says of a container that runs well; `changes` go over it. */
export function running(changes: { readonly [key: string]: Json } = {}): Json {
  return {
    id: "7".repeat(64),
    status: "running",
    exitCode: 0,
    oomKilled: false,
    startedAt: ago(100),
    finishedAt: null,
    restarts: 0,
    health: { status: "healthy", failingStreak: 0, log: [] },
    test: { print: "own:one", interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 },
    restart: { policy: "unless-stopped", maxRetries: null },
    memory: null,
    memorySwap: null,
    cpus: null,
    pidsLimit: null,
    networkMode: "bridge",
    networks: [],
    ports: [],
    image: { name: "web:1", id: `sha256:${"ab".repeat(32)}`, tags: ["web:1"], digests: [] },
    ...changes,
  };
}

/** The engine of a host answers, and lists these containers as running. */
export function engineOf(
  host: string,
  names: readonly string[],
  ports: { readonly [name: string]: Json } = {},
): Fact[] {
  const engine = { version: "28.5.1", cgroupVersion: "2", liveRestore: false, securityOptions: [], notEnforced: [] };
  const listed = names.map((name) => ({ name, id: idOf(name), state: "running", ports: ports[name] ?? [] }));
  return [seen(`docker.engine ${host} engine -`, engine), seen(`docker.containers ${host} engine -`, listed)];
}

/** The engine of a host, and what it says of each container that it lists. */
export function engineWith(host: string, containers: readonly (readonly [name: string, value: Json])[]): Fact[] {
  const listed = containers.map(([name]) => name);
  const each = containers.map(([name, value]) => seen(`docker.container ${host} engine ${name}`, value));
  return [...engineOf(host, listed), ...each];
}

/** The engine of a host on which these containers run well. */
export function allWell(host: string, names: readonly string[]): Fact[] {
  return engineWith(
    host,
    names.map((name) => [name, running()]),
  );
}

/** The image of a container as its engine names it. */
export function imageOf(name: string): Json {
  return { name, id: "sha256:1", tags: [name], digests: [] };
}

export function idOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64);
}

/** An answer of Traefik or of what is behind it. */
export function answer(status: number, page = "other"): Json {
  return {
    status,
    location: null,
    page,
    contentType: "text/html",
    length: 10,
    truncated: false,
    handshake: { protocol: "TLSv1.3", distrust: null, traefikDefault: false },
    timing: { connect: 1, tls: 2, firstByte: 3, total: 4 },
  };
}

/** A certificate of ninety days that has so many left. */
export function certificate(name: string, daysLeft: number, changes: Partial<Certificate> = {}): Json {
  return {
    protocol: "TLSv1.3",
    names: [name],
    matches: true,
    subject: name,
    issuer: "R11",
    notBefore: ago((90 - daysLeft) * 24),
    notAfter: ago(-daysLeft * 24 - 1),
    key: "ec prime256v1",
    fingerprint: "ab".repeat(32),
    distrust: null,
    traefikDefault: false,
    ...changes,
  } as Json;
}

export function listener(port: number, ip = "0.0.0.0"): { [key: string]: Json } {
  return { protocol: "tcp", ip, port, container: null };
}
