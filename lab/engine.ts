import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { HostName } from "../stacks/settings.ts";
import { DOCKER_API_VERSION } from "../toolchain/docker-api.ts";
import { WAIT_HEADER } from "./host/hurry.ts";
import type { Lab } from "./lab.ts";

const DEADLINE = 60_000;

/** One question to the engine of a host. */
export interface EngineQuestion {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the version of the API, with the query. */
  readonly path: string;
  /** Bytes of an archive, or something to send as JSON. */
  readonly body?: Buffer | object;
  /** Nanoseconds that a container which is made waits at most between two looks at its health. */
  readonly longestWait?: number;
}

/** Asks the engine of a host, by the same way as Pulumi and the verifier. @throws Error on a status from 400. */
export async function askEngine(
  lab: Lab,
  host: HostName,
  { method = "GET", path, body, longestWait }: EngineQuestion,
): Promise<Buffer> {
  const socketPath = (lab.engines.get(host) ?? "").replace(/^unix:\/\//, "");
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": Buffer.isBuffer(body) ? "application/x-tar" : "application/json",
      ...(longestWait === undefined ? {} : { [WAIT_HEADER]: String(longestWait) }),
    };
    const signal = AbortSignal.timeout(DEADLINE);
    const call = request({ socketPath, method, path: `/v${DOCKER_API_VERSION}${path}`, headers, signal }, (reply) => {
      const parts: Buffer[] = [];
      reply.on("data", (part: Buffer) => parts.push(part)).once("error", reject);
      reply.once("end", () => {
        const all = Buffer.concat(parts);
        if ((reply.statusCode ?? 500) < 400) resolve(all);
        else reject(new Error(`lab: ${host} refuses ${method} ${path} (${reply.statusCode}): ${all}`));
      });
    });
    call.once("error", reject);
    call.end(body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
}

/** What `docker inspect` says, as far as the lab reads it. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Config: { readonly Hostname?: string; readonly Image: string; readonly Env: readonly string[] } & Readonly<
    Record<string, unknown>
  >;
  readonly HostConfig: { readonly NetworkMode: string } & Readonly<Record<string, unknown>>;
  readonly NetworkSettings: {
    readonly Networks: Readonly<
      Record<string, { readonly Aliases: string[] | null; readonly IPAMConfig: object | null }>
    >;
  };
  readonly State: {
    readonly Status: string;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
}

/** One container of a host, by its name. */
export async function inspect(lab: Lab, host: HostName, name: string): Promise<Inspected> {
  return JSON.parse((await askEngine(lab, host, { path: `/containers/${name}/json` })).toString("utf8")) as Inspected;
}

/** Names of all containers of a host, sorted. */
export async function containersOf(lab: Lab, host: HostName): Promise<string[]> {
  const all = JSON.parse((await askEngine(lab, host, { path: "/containers/json?all=true" })).toString("utf8")) as {
    Names: string[];
  }[];
  return all.map(({ Names }) => (Names[0] ?? "").slice(1)).sort();
}

/**
 * Waits until containers run and those with a health check are healthy.
 *
 * @throws Error naming those that are not, at the end of `patience` (milliseconds).
 */
export async function untilWell(lab: Lab, host: HostName, names?: readonly string[], patience = 90_000): Promise<void> {
  let waiting = names ?? (await containersOf(lab, host));
  for (const deadline = Date.now() + patience; ; await sleep(300)) {
    const states = await Promise.all(waiting.map((name) => inspect(lab, host, name)));
    waiting = waiting.filter((_, at) => !isWell(states[at] as Inspected));
    if (waiting.length === 0) return;
    if (Date.now() > deadline) throw new Error(`lab: ${host} does not get well: ${waiting.join(", ")}`);
  }
}

function isWell({ State }: Inspected): boolean {
  return State.Status === "running" && (State.Health === undefined || State.Health.Status === "healthy");
}
