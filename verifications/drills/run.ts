import { createHash } from "node:crypto";
import type { Expectation } from "../expectation.ts";
import { servicesIn } from "../expected.ts";
import type { Fact, FactKey, Failure } from "../fact.ts";
import type { DockerEnvironment } from "../facts/docker/address.ts";
import { AddressError } from "../facts/docker/address.ts";
import { EngineError } from "../facts/docker/engine-error.ts";
import { httpSource } from "../facts/http/source.ts";
import type { Reach } from "../reach.ts";
import { excerptOf } from "../run/excerpt.ts";
import type { FactSource } from "../source.ts";
import { containerComesBack } from "./container-comes-back.ts";
import { DrillError, type DrillName, drillFact, PACE, type Pace, type Seen, type Site, type Step } from "./drill.ts";
import { type ControlledEngine, control } from "./engine.ts";
import { engineRestart } from "./engine-restart.ts";
import { closeJournal, type Journal, openJournal, readJournal } from "./journal.ts";
import { portalDown } from "./portal-down.ts";
import { putBack } from "./put-back.ts";
import { type HostShell, hostShell } from "./shell.ts";
import { isWell } from "./wait.ts";

export interface DrillOptions {
  readonly expectation: Expectation;
  readonly reach: Reach;
  /** Path of the journal. */
  readonly journal: string;
  readonly signal?: AbortSignal;
  readonly pace?: Pace;
  /** How routes are visited; as ever where not given. */
  readonly visits?: FactSource;
  readonly env?: DockerEnvironment;
  /** How commands run on a host; through the shell of the reach where not given. */
  readonly shellOf?: (host: string) => HostShell;
  /** Told before each step. */
  readonly started?: (step: Step) => void;
}

/** What the drills of a run came to. */
export interface Drilled {
  readonly facts: readonly Fact[];
  /** Why a drill did not happen, broke off, or left something to put back; each a sentence. */
  readonly problems: readonly string[];
}

const PERFORM: Readonly<Record<DrillName, (site: Site) => Promise<Seen[]>>> = {
  "container-comes-back": containerComesBack,
  "portal-down-opens-nothing": portalDown,
  "engine-restart": engineRestart,
};

/**
 * Does the steps one after the other, each on a host that is well, and puts back what each touched before the next.
 * Ends with the first that did not go as it should.
 */
export async function runDrills(steps: readonly Step[], options: DrillOptions): Promise<Drilled> {
  const facts: Fact[] = [];
  const signal = options.signal ?? new AbortController().signal;
  for (const step of steps) {
    if (signal.aborted) break;
    options.started?.(step);
    const done = await perform(step, options, signal);
    facts.push(...done.facts);
    if (done.problems.length > 0) return { facts, problems: done.problems };
  }
  return { facts, problems: [] };
}

async function perform(step: Step, options: DrillOptions, signal: AbortSignal): Promise<Drilled> {
  const started = new Date().toISOString();
  const problems: string[] = [];
  const facts: Fact[] = [];
  let engine: ControlledEngine | undefined;
  try {
    engine = engineOf(step.host, options);
    const site = siteOf(step, engine, options, signal);
    openJournal(options.journal, await stateBefore(site));
    try {
      facts.push(...(await PERFORM[step.drill](site)).map(factOf));
    } catch (error) {
      throw signal.aborted ? aborted(step) : error;
    } finally {
      const left = await finish(readJournal(options.journal), site, options.journal, false);
      if (left !== undefined) problems.push(left);
    }
  } catch (error) {
    const [failure, message] = saidOf(error, step, signal);
    problems.unshift(message);
    facts.push(failed(keyOf(step, options.expectation), started, failure, message));
  } finally {
    engine?.close();
  }
  return { facts, problems };
}

/**
 * Finishes what a drill that was cut off left behind.
 *
 * @returns the host that is as it was again; undefined where there was nothing to do.
 * @throws DrillError where it is not.
 */
export async function putBackAll(options: DrillOptions): Promise<string | undefined> {
  const journal = readJournal(options.journal);
  if (journal === undefined) return undefined;
  if (journal === "empty") {
    closeJournal(options.journal);
    return undefined;
  }
  const engine = engineOf(journal.host, options);
  try {
    const site = { engine, shell: shellOf(journal.host, options), pace: options.pace ?? PACE };
    const left = await finish(journal, site, options.journal, true);
    if (left !== undefined) throw new DrillError(left);
    return journal.host;
  } finally {
    engine.close();
  }
}

/** What is left to do, in words. */
async function finish(
  journal: Journal | "empty" | undefined,
  { engine, shell, pace }: Pick<Site, "engine" | "shell" | "pace">,
  file: string,
  settle: boolean,
): Promise<string | undefined> {
  try {
    if (journal === undefined || journal === "empty") throw new DrillError(`${file} is gone in the middle of a drill`);
    await putBack(journal, { engine, shell, pace, settle });
    closeJournal(file);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `${message}; mend it and run \`readiness verify --put-back\``;
  }
}

function siteOf(step: Step, engine: ControlledEngine, options: DrillOptions, signal: AbortSignal): Site {
  const { expectation, reach, pace = PACE, visits = httpSource() } = options;
  const host = expectation.hosts.find(({ name }) => name === step.host);
  if (host === undefined) throw new DrillError(`${step.host} is not declared`);
  return { step, host, expectation, reach, visits, engine, shell: shellOf(step.host, options), pace, signal };
}

function engineOf(host: string, { reach, env }: DrillOptions): ControlledEngine {
  const address = reach.hosts.get(host)?.engine;
  if (address === undefined)
    throw new DrillError(`nobody said where the engine of ${host} is; name it in hosts of the settings`);
  return control(address, env);
}

function shellOf(host: string, { reach, shellOf: given }: DrillOptions): HostShell {
  return given?.(host) ?? hostShell(host, reach.hosts.get(host)?.shell);
}

/** @throws DrillError where a declared container is not well: then a drill proves nothing and may break more. */
async function stateBefore({ step, host, engine, signal }: Site): Promise<Journal> {
  const listed = await engine.list(signal);
  const looked = new Map(
    await Promise.all(listed.map(async ({ name }) => [name, await engine.look(name, signal)] as const)),
  );
  const sick = servicesIn({ hosts: [host] }).filter(({ name, container }) => {
    const seen = looked.get(name);
    return seen === undefined || !isWell(seen, container.healthcheck);
  });
  if (sick.length > 0)
    throw new DrillError(
      `${step.drill} did not begin: ${step.host} is not well (${sick.map(({ name }) => name).join(", ")}), and a drill begins on a host that is`,
    );
  const touched = [...looked].filter(([name]) => step.container === undefined || name === step.container);
  const named = (fits: (seen: { status: string | null }, well: boolean) => boolean) =>
    touched.flatMap(([name, seen]) => (fits(seen, isWell(seen)) ? name : []));
  const runs = ({ status }: { status: string | null }) => status === "running" || status === "restarting";
  return {
    drill: step.drill,
    host: step.host,
    well: named((_, well) => well),
    running: named((seen, well) => !well && runs(seen)),
    stopped: named((seen) => !runs(seen)),
    started: new Date().toISOString(),
  };
}

/** The fact that stands for a drill that came to nothing. */
function keyOf({ drill, host, container }: Step, { hosts }: Expectation): FactKey {
  if (drill !== "portal-down-opens-nothing") return drillFact(drill, host);
  const route = hosts.find(({ name }) => name === host)?.routes.find((one) => one.container === container);
  return drillFact("portal-down", host, route?.host.toLowerCase());
}

function aborted({ drill, host }: Step): EngineError {
  return new EngineError(`${drill} on ${host} was stopped before its end`, undefined, "aborted");
}

function saidOf(error: unknown, { drill, host }: Step, signal: AbortSignal): [Failure, string] {
  if (error instanceof DrillError) return ["not-asked", error.message];
  if (signal.aborted) return ["aborted", aborted({ drill, host, container: undefined }).message];
  if (error instanceof EngineError) return [error.failure, `${drill}: the engine of ${host}: ${error.message}`];
  if (error instanceof AddressError) return ["not-asked", `${drill}: the address of ${host} names no engine`];
  return ["protocol", `${drill} on ${host} broke off (${error instanceof Error ? error.name : typeof error})`];
}

function factOf(seen: Seen): Fact {
  if ("observation" in seen) return seen;
  const { key, started, finished, value } = seen;
  const raw = JSON.stringify(value);
  const digest = createHash("sha256").update(raw).digest("hex");
  return { ...key, started, finished, observation: { status: "seen", value }, excerpt: excerptOf(raw), digest };
}

function failed(key: FactKey, started: string, failure: Failure, message: string): Fact {
  const observation = { status: "failed", failure, message } as const;
  return { ...key, started, finished: new Date().toISOString(), observation, excerpt: null, digest: null };
}
