import { isIP } from "node:net";
import type { Healthcheck } from "../../../model/container.ts";
import { readInspect } from "../../../model/from-docker/read-inspect.ts";
import { parseImage } from "../../../model/image.ts";
import type { Print } from "../../print.ts";
import { type Body, bodyOf, count, flag, idOf, inner, listOf, nameOf, notAnEngine, time, word } from "./body.ts";
import type {
  ContainerValue,
  EngineValue,
  HealthValue,
  ImageValue,
  ListedContainer,
  NetworkValue,
  PublishedPort,
  Sample,
  TestValue,
  UsageValue,
  VolumeValue,
} from "./values.ts";

/** https://docs.docker.com/reference/dockerfile/#healthcheck */
const DEFAULTS = { interval: 30_000, timeout: 30_000, startPeriod: 0, retries: 3 };
const LOG_LENGTH = 5;
const OWN_NETWORKS = new Set(["bridge", "host", "none"]);

/** Reads what `/info` says. @throws EngineError where it is not what an engine says. */
export function readEngine(answer: unknown): EngineValue {
  const info = bodyOf(answer);
  if (typeof info.ServerVersion !== "string") throw notAnEngine();
  const limits = { memory: "MemoryLimit", swap: "SwapLimit", cpus: "CpuCfsQuota", pids: "PidsLimit" };
  const options = Array.isArray(info.SecurityOptions) ? info.SecurityOptions : [];
  return {
    version: word(info.ServerVersion),
    cgroupVersion: word(info.CgroupVersion),
    liveRestore: flag(info.LiveRestoreEnabled),
    securityOptions: options.flatMap((option) => /^name=([a-z]{1,40})/.exec(String(option))?.[1] ?? []),
    notEnforced: Object.entries(limits).flatMap(([limit, key]) => (info[key] === false ? [limit] : [])),
  };
}

/** Reads `/containers/json`. @throws EngineError */
export function readList(answer: unknown): ListedContainer[] {
  return listOf(answer).map((item) => {
    const body = bodyOf(item);
    return {
      name: nameOf(listOf(body.Names)[0]),
      id: idOf(body.Id),
      state: word(body.State),
      ports: listOf(body.Ports ?? []).flatMap((port) => {
        const { IP, PublicPort, PrivatePort, Type } = bodyOf(port);
        return PublicPort === undefined ? [] : [published(IP, PublicPort, PrivatePort, Type)];
      }),
    };
  });
}

/**
 * Reads the inspection of a container and of its image.
 *
 * @param image undefined where it was not inspected.
 * @throws EngineError where it is not what an engine says, or a limit in it cannot be read.
 */
export function readContainer(answer: unknown, image: unknown, print: Print): ContainerValue {
  const body = bodyOf(answer);
  const state = bodyOf(body.State);
  const config = bodyOf(body.Config);
  bodyOf(body.HostConfig);
  const [observed] = readInspect({ stack: "host", document: [body] }).containers;
  if (observed === undefined) throw notAnEngine();
  const { container } = observed;
  try {
    return {
      id: idOf(body.Id),
      status: word(state.Status),
      exitCode: count(state.ExitCode),
      oomKilled: flag(state.OOMKilled),
      startedAt: time(state.StartedAt),
      finishedAt: time(state.FinishedAt),
      restarts: count(body.RestartCount),
      health: readHealth(state),
      test: readTest(container.healthcheck, print),
      restart: { policy: container.restart.policy, maxRetries: container.restart.maxRetries ?? null },
      memory: container.memory ?? null,
      memorySwap: container.memorySwap ?? null,
      cpus: container.cpus ?? null,
      pidsLimit: container.pidsLimit ?? null,
      networkMode: word(container.networkMode),
      networks: container.networks.map(({ name }) => nameOf(name)).sort(),
      ports: readPorts(inner(bodyOf(body.NetworkSettings), "Ports") ?? {}),
      image: readImage(config, body.Image, image),
    };
  } catch (error) {
    // A value that the model could not read raises when it is touched.
    if (error instanceof Error && error.name === "UnknownValue") throw notAnEngine();
    throw error;
  }
}

function readHealth(state: Body): HealthValue | null {
  const health = inner(state, "Health");
  if (health === undefined) return null;
  const log = Array.isArray(health.Log) ? health.Log.slice(-LOG_LENGTH) : [];
  return {
    status: word(health.Status),
    failingStreak: count(health.FailingStreak),
    log: log.map((entry) => ({ started: time(bodyOf(entry).Start), exitCode: exitCodeOf(bodyOf(entry).ExitCode) })),
  };
}

/** A test that ran out of time has the exit code -1. */
function exitCodeOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

function readTest(healthcheck: Healthcheck | undefined, print: Print): TestValue | null {
  if (healthcheck === undefined || healthcheck.kind === "disabled" || healthcheck.kind === "inherit") return null;
  const { kind, test, interval, timeout, startPeriod, retries } = healthcheck;
  return {
    print: print([kind, ...test.map(({ value }) => value)]),
    interval: interval ?? DEFAULTS.interval,
    timeout: timeout ?? DEFAULTS.timeout,
    startPeriod: startPeriod ?? DEFAULTS.startPeriod,
    retries: retries ?? DEFAULTS.retries,
  };
}

function readPorts(ports: Body): PublishedPort[] {
  return Object.entries(ports).flatMap(([key, bindings]) => {
    const [internal, protocol] = key.split("/");
    return listOf(bindings ?? []).map((binding) => {
      const { HostIp, HostPort } = bodyOf(binding);
      return published(HostIp, Number(HostPort), Number(internal), protocol);
    });
  });
}

function published(ip: unknown, external: unknown, internal: unknown, protocol: unknown): PublishedPort {
  const address = ip === undefined || ip === "" ? "0.0.0.0" : ip;
  if (typeof address !== "string" || isIP(address) === 0) throw notAnEngine();
  if (typeof protocol !== "string" || !/^(?:tcp|udp|sctp)$/.test(protocol)) throw notAnEngine();
  return { ip: address, external: portOf(external), internal: portOf(internal), protocol };
}

function portOf(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  throw notAnEngine();
}

function readImage(config: Body, id: unknown, image: unknown): ImageValue {
  const texts = (value: unknown) =>
    (Array.isArray(value) ? value : []).filter((text) => typeof text === "string" && parseImage(text) !== undefined);
  const inspected = image === undefined ? undefined : bodyOf(image);
  return {
    name: typeof config.Image === "string" ? (parseImage(config.Image)?.text ?? null) : null,
    id: typeof id === "string" && /^sha256:[0-9a-f]{64}$/.test(id) ? id : null,
    tags: inspected === undefined ? null : texts(inspected.RepoTags),
    digests: inspected === undefined ? null : texts(inspected.RepoDigests),
  };
}

/** Reads an inspection for the comparison over time. @throws EngineError */
export function readSample(answer: unknown): Sample {
  const body = bodyOf(answer);
  const state = bodyOf(body.State);
  const health = inner(state, "Health");
  return {
    id: idOf(body.Id),
    status: word(state.Status),
    health: word(health?.Status),
    failingStreak: count(health?.FailingStreak),
    restarts: count(body.RestartCount),
    startedAt: time(state.StartedAt),
  };
}

/**
 * Reads `/containers/{id}/stats`. What the kernel can drop of the cache of files does not count as used, as in
 * `docker stats`: https://docs.docker.com/reference/cli/docker/container/stats/
 *
 * @throws EngineError
 */
export function readUsage(answer: unknown): UsageValue {
  const body = bodyOf(answer);
  const memory = inner(body, "memory_stats") ?? {};
  const stats = inner(memory, "stats") ?? {};
  const used = count(memory.usage);
  const droppable = count(stats.inactive_file) ?? count(stats.total_inactive_file) ?? 0;
  return {
    memory: used === null ? null : Math.max(0, used - droppable),
    memoryLimit: count(memory.limit),
    pids: count(inner(body, "pids_stats")?.current),
  };
}

/** Reads `/networks`, without those that every engine has. @throws EngineError */
export function readNetworks(answer: unknown): NetworkValue[] {
  return listOf(answer)
    .map((item) => bodyOf(item))
    .map(({ Name, Driver, Internal }) => ({ name: nameOf(Name), driver: word(Driver), internal: flag(Internal) }))
    .filter(({ name }) => !OWN_NETWORKS.has(name));
}

/** Reads `/volumes`. @throws EngineError */
export function readVolumes(answer: unknown): VolumeValue[] {
  const { Volumes } = bodyOf(answer);
  // An engine without volumes says null.
  return listOf(Volumes === null ? [] : Volumes)
    .map((item) => bodyOf(item))
    .map(({ Name, Driver }) => ({ name: nameOf(Name), driver: word(Driver) }));
}
