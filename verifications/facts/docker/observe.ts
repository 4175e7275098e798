import { type Observed, readInspect } from "../../../model/from-docker/read-inspect.ts";
import type { Stack } from "../../../model/stack.ts";
import type { EngineAddress } from "./address.ts";
import { type ClientOptions, CONNECTIONS, connect, type EngineClient } from "./client.ts";
import { EngineError, engineError } from "./engine-error.ts";

/** What an engine says of itself, as far as it bears upon what it runs. */
export interface EngineFacts {
  readonly cgroupVersion: string | undefined;
  /** Limits that this engine cannot enforce, of `memory`, `swap`, `cpus` and `pids`. */
  readonly notEnforced: ReadonlySet<string>;
}

/** What was seen of one host. */
export interface HostFacts {
  readonly observed: Observed;
  readonly engine: EngineFacts;
  /** Names of containers that are there and would not be inspected. */
  readonly notInspected: readonly string[];
}

/** A host that was not seen: `stack` says why, and holds nothing. */
export interface Unseen {
  readonly stack: Stack;
  readonly reason: string;
}

export type Seen = HostFacts | Unseen;

export interface ObserveOptions extends Partial<ClientOptions> {
  /** Name of the stack; the engine's own name for its host where it is not given. */
  readonly stack?: string;
}

/** Milliseconds that one answer may take. */
const DEADLINE = 20_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/;
/** Networks that every engine has. */
const OWN_NETWORKS = new Set(["bridge", "host", "none"]);

/**
 * Looks at all that an engine runs: containers, running or not, their images, networks and volumes. Only reads. A
 * container that cannot be inspected loses no other; one that is gone by then was never there.
 *
 * @returns `Unseen` where the engine does not answer: that is no empty host.
 */
export async function observeHost(address: EngineAddress, options: ObserveOptions = {}): Promise<Seen> {
  const { stack: given, deadline = DEADLINE, ...rest } = options;
  let client: EngineClient | undefined;
  try {
    client = connect(address, { deadline, ...rest });
    return await look(client, given);
  } catch (error) {
    const { message } = engineError(error);
    const reason = `${address.shown} cannot be asked (${message})`;
    return { stack: unseenStack(given ?? nameOf(address), reason), reason };
  } finally {
    client?.close();
  }
}

async function look(client: EngineClient, given: string | undefined): Promise<HostFacts> {
  const info = object(await client.get("/info"));
  const listed = list(await client.get("/containers/json?all=true"));
  const containers = listed.map((one) => ({ id: idOf(one), name: nameIn(one) }));
  const notInspected: string[] = [];
  const gone = Symbol("gone");
  const bodies = await each(containers, async ({ id, name }) => {
    try {
      return object(await client.get(`/containers/${id}/json`));
    } catch (error) {
      if (engineError(error).status === 404) return gone;
      notInspected.push(name);
      return gone;
    }
  });
  const inspected = bodies.filter((body) => body !== gone);
  const networks = list(await client.get("/networks")).filter((one) => !OWN_NETWORKS.has(String(object(one).Name)));
  const volumes = object(await client.get("/volumes")).Volumes;
  const ids = new Set(inspected.map((body) => (body as JsonObject).Image).filter(isImageId));
  const images = await each([...ids], (id) => client.get(`/images/${id}/json`).catch(() => gone));
  const name = typeof info.Name === "string" && NAME.test(info.Name) ? info.Name : "local";
  const cgroupVersion = typeof info.CgroupVersion === "string" ? info.CgroupVersion : undefined;
  const stack = given ?? name;
  const document = [
    ...inspected,
    ...networks,
    ...(volumes === null ? [] : list(volumes)),
    ...images.filter((image) => image !== gone),
  ];
  const observed = readInspect({ stack, document, ...(cgroupVersion === undefined ? {} : { cgroupVersion }) });
  const engine = { cgroupVersion, notEnforced: notEnforced(info) };
  return { observed: withProblems(observed, notInspected), engine, notInspected: notInspected.sort() };
}

function withProblems(observed: Observed, names: readonly string[]): Observed {
  const problems = names.map((container) => ({
    container,
    message: "the engine does not tell of it when it is asked, so it was not judged",
    location: { path: container },
  }));
  return { ...observed, stack: { ...observed.stack, problems: [...observed.stack.problems, ...problems] } };
}

type JsonObject = { readonly [key: string]: unknown };

function object(value: unknown): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new EngineError("its answer is not that of a Docker engine");
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new EngineError("its answer is not that of a Docker engine");
}

function idOf(container: unknown): string {
  const { Id } = object(container);
  if (typeof Id === "string" && /^[0-9a-f]{12,64}$/.test(Id)) return Id;
  throw new EngineError("its answer is not that of a Docker engine");
}

function nameIn(container: unknown): string {
  const [first] = [object(container).Names].flat();
  const name = typeof first === "string" ? first.replace(/^\//, "") : "";
  return NAME.test(name) ? name : idOf(container).slice(0, 12);
}

function isImageId(value: unknown): value is string {
  return typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value);
}

/** By what the engine says of the kernel: https://docs.docker.com/reference/api/engine/ (SystemInfo) */
function notEnforced(info: JsonObject): ReadonlySet<string> {
  const limits = { memory: "MemoryLimit", swap: "SwapLimit", cpus: "CpuCfsQuota", pids: "PidsLimit" };
  return new Set(Object.entries(limits).flatMap(([limit, key]) => (info[key] === false ? [limit] : [])));
}

/** The host in the address; a socket has none. */
function nameOf(address: EngineAddress): string {
  return address.kind === "unix" || !NAME.test(address.host) ? "local" : address.host;
}

function unseenStack(name: string, reason: string): Stack {
  const message = `${reason}, so nothing that runs there was judged`;
  return {
    name,
    containers: [],
    networks: [],
    volumes: [],
    secrets: new Set(),
    problems: [{ container: undefined, message, location: { path: "" } }],
  };
}

/** All of them, a few at a time. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, items.length) }, worker));
  return results;
}
