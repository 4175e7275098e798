import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSocketServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Expectation } from "../../../verifications/expectation.ts";
import type { Fact, FactKey } from "../../../verifications/fact.ts";
import { factId } from "../../../verifications/fact.ts";
import type { HostReach, Reach } from "../../../verifications/reach.ts";
import { container, IMAGE_BODY } from "../../policies/support/as-inspect.ts";
import { expectationOf } from "./expectation.ts";

type Body = { readonly [key: string]: unknown };

/** An engine of our own on a socket in a folder of its own. */
export interface FakeEngine {
  /** `unix:///…` */
  readonly address: string;
  /** What it was asked, path by path. */
  readonly asked: string[];
  close(): void;
}

/** What a healthy container is, as the engine tells it; `changes` go over its parts. */
export function inspected(name: string, changes: Body = {}): Body {
  const body = container({ name, image: "web:1" });
  return {
    ...body,
    Id: idOf(name),
    RestartCount: 0,
    ...changes,
    State: {
      Status: "running",
      Running: true,
      ExitCode: 0,
      OOMKilled: false,
      StartedAt: "2026-11-23T08:00:00.123456789Z",
      FinishedAt: "0001-01-01T00:00:00Z",
      Health: { Status: "healthy", FailingStreak: 0, Log: [] },
      ...(changes.State as Body | undefined),
    },
    HostConfig: { ...(body.HostConfig as Body), ...(changes.HostConfig as Body | undefined) },
    Config: { ...(body.Config as Body), ...(changes.Config as Body | undefined) },
    NetworkSettings: {
      Ports: {},
      ...(body.NetworkSettings as Body),
      ...(changes.NetworkSettings as Body | undefined),
    },
  };
}

export function idOf(name: string): string {
  return Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64);
}

/** Answers for containers of these names. `answers` go over them, by path: a body, a status, or a listener. */
export async function fakeEngine(
  names: readonly string[],
  answers: Readonly<Record<string, Body | readonly unknown[] | number | RequestListener>> = {},
): Promise<FakeEngine> {
  const bodies = new Map<string, string>();
  const set = (path: string, body: unknown) => bodies.set(path, JSON.stringify(body));
  set("/info", {
    ServerVersion: "28.5.1",
    CgroupVersion: "2",
    LiveRestoreEnabled: false,
    SecurityOptions: ["name=seccomp,profile=builtin"],
  });
  set(
    "/containers/json?all=true",
    names.map((name) => ({ Id: idOf(name), Names: [`/${name}`], State: "running", Ports: [] })),
  );
  set("/networks", [{ Name: "bridge", Driver: "bridge", Internal: false }]);
  set("/volumes", { Volumes: null });
  set(`/images/${String(IMAGE_BODY.Id)}/json`, { ...IMAGE_BODY, RepoTags: ["web:1"], RepoDigests: [] });
  for (const name of names) {
    set(`/containers/${name}/json`, inspected(name));
    set(`/containers/${name}/stats?stream=false&one-shot=true`, {
      memory_stats: { usage: 3000, limit: 10_000, stats: { inactive_file: 1000 } },
      pids_stats: { current: 7 },
    });
  }
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const answer = answers[path];
    const body = typeof answer === "object" ? JSON.stringify(answer) : bodies.get(path);
    if (typeof answer === "function") answer(request, response);
    else if (typeof answer === "number") response.writeHead(answer).end('{"message":"geheim"}');
    else if (body === undefined) response.writeHead(404).end("{}");
    else response.end(body);
  });
  return { ...(await listening(server)), asked };
}

/** Speaks for itself: no HTTP, or none that is whole. */
export async function rawEngine(speak: (socket: Socket) => void): Promise<FakeEngine> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    speak(socket);
  });
  const engine = await listening(server);
  return {
    ...engine,
    asked: [],
    close: () => {
      for (const socket of sockets) socket.destroy();
      engine.close();
    },
  };
}

async function listening(server: Server & { closeAllConnections?: () => void }) {
  const folder = mkdtempSync(join(tmpdir(), "rdy-engine-"));
  const path = join(folder, "docker.sock");
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    close: () => {
      server.closeAllConnections?.();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Reaches hosts of these names and nothing else. */
export function reachTo(hosts: Readonly<Record<string, Partial<HostReach>>>): Reach {
  const nothing = { engine: undefined, shell: undefined, publicAddress: undefined, vpnAddress: undefined };
  return {
    hosts: new Map(Object.entries(hosts).map(([name, reach]) => [name, { ...nothing, ...reach }])),
    vantages: new Map(),
    resolvers: [],
    authority: undefined,
  };
}

/** Expects containers of these names on one host. */
export function expecting(host: string, names: readonly string[]): Expectation {
  return expectationOf({ hosts: [{ name: host, containers: names.map((name) => ({ name })) }] });
}

/** What was seen, or why not. */
export function seen(facts: readonly Fact[], key: FactKey): unknown {
  const observation = facts.find((fact) => factId(fact) === factId(key))?.observation;
  return observation?.status === "seen" ? observation.value : observation?.failure;
}
