import { createHash, randomBytes } from "node:crypto";
import { drillFact } from "../drills/drill.ts";
import type { Fact, Failure } from "../fact.ts";
import type { RestoreValue } from "../facts/backup/values.ts";
import type { Reach } from "../reach.ts";
import { excerptOf } from "../run/excerpt.ts";
import { Unseen } from "../source.ts";
import { guarded, type Said } from "./guarded.ts";
import { outcomeOf } from "./outcome.ts";
import { workerOf } from "./script/worker.ts";
import { LIMIT, restoreSettings, SCRATCH, sweepSettings } from "./settings.ts";
import type { RestoreTask } from "./task.ts";

export interface RestoreOptions {
  readonly reach: Reach;
  readonly signal?: AbortSignal;
  /** The ssh to run. */
  readonly ssh?: string;
  /** Folder in which a scratch folder is made, by host; {@link SCRATCH} where it names none. */
  readonly scratch?: ReadonlyMap<string, string>;
  /** Bytes of files that are restored at most; 0 for all. */
  readonly limit?: number;
  /** Told before each restore, and of each step of it. */
  readonly started?: (task: RestoreTask) => void;
  readonly step?: (task: RestoreTask, step: string) => void;
}

/** What the drills of a run came to. */
export interface Restored {
  readonly facts: readonly Fact[];
  /** Why a restore could not be tried, broke off, or left something behind; each a sentence. */
  readonly problems: readonly string[];
}

/**
 * Restores one after the other, each into a scratch folder of its host that is gone afterwards. Live data is only read.
 * A restore that proves that there is no backup is a fact with problems; one that could not be tried is a failed fact.
 */
export async function runRestores(tasks: readonly RestoreTask[], options: RestoreOptions): Promise<Restored> {
  const facts: Fact[] = [];
  const problems: string[] = [];
  for (const task of tasks) {
    if (options.signal?.aborted) break;
    options.started?.(task);
    const { fact, problem } = await restoreOne(task, options);
    facts.push(fact);
    if (problem !== undefined) problems.push(problem);
  }
  return { facts, problems };
}

async function restoreOne(
  task: RestoreTask,
  { reach, signal = new AbortController().signal, ssh, scratch, limit = LIMIT, step }: RestoreOptions,
): Promise<{ readonly fact: Fact; readonly problem: string | undefined }> {
  const { host, data, store } = task;
  const key = drillFact("restore", host.name, data.source);
  const started = new Date().toISOString();
  const failed = (failure: Failure, message: string) => {
    const observation = { status: "failed", failure, message } as const;
    return {
      fact: { ...key, started, finished: new Date().toISOString(), observation, excerpt: null, digest: null },
      problem: message,
    };
  };
  const shell = reach.hosts.get(host.name)?.shell;
  if (shell === undefined)
    return failed(
      "not-asked",
      `${host.name} has no shell for us, which a restore takes; name one in hosts of the settings`,
    );
  const chosen = { id: newId(), scratch: scratch?.get(host.name) ?? SCRATCH };
  let said: Said;
  try {
    const worker = workerOf(store.tool, data.database?.engine);
    const settings = restoreSettings(task, limit, chosen);
    said = await guarded(host.name, shell, worker, settings, { signal, ssh, step: (name) => step?.(task, name) });
  } catch (error) {
    if (error instanceof Unseen) return failed(error.failure, `${data.source}: ${error.message}`);
    throw error;
  }
  if (said.clean !== true) return failed("protocol", `${data.source}: ${leftBehind(host.name)}`);
  if (signal.aborted) return failed("aborted", `${data.source}: the restore was stopped before its end`);
  const outcome = outcomeOf(said.lines, store.name, data.database?.engine);
  if (outcome === undefined)
    return failed("protocol", `${data.source}: the restore broke off on ${host.name}; everything of it was taken away`);
  if ("refused" in outcome) return failed(...reasonOf(outcome.refused, task, chosen.scratch));
  return { fact: seen(key, started, outcome.value), problem: undefined };
}

/** What may be left on a host when nobody heard of its end. */
function leftBehind(host: string): string {
  return `nobody heard whether everything was taken away on ${host}; run \`readiness drill restore --put-back\``;
}

/**
 * Takes away what drills left that were cut off, on every host that has a shell for us.
 *
 * @returns for each host how many folders and containers it was.
 * @throws Unseen where a host cannot be asked, or something stays.
 */
export async function sweepHosts(
  hosts: readonly string[],
  { reach, signal = new AbortController().signal, ssh, scratch }: RestoreOptions,
): Promise<ReadonlyMap<string, number>> {
  const swept = new Map<string, number>();
  for (const host of hosts) {
    const shell = reach.hosts.get(host)?.shell;
    if (shell === undefined) continue;
    const settings = sweepSettings({ id: newId(), scratch: scratch?.get(host) ?? SCRATCH });
    const { lines, clean } = await guarded(host, shell, "", settings, { signal, ssh });
    const refused = lines.find(([what]) => what === "refused");
    if (clean !== true || refused !== undefined) throw new Unseen("protocol", `${host} could not be swept`);
    if (lines.some(([what]) => what === "left"))
      throw new Unseen("protocol", `${host}: something that a drill left could not be taken away`);
    swept.set(host, lines.filter(([what]) => what === "swept").length);
  }
  return swept;
}

function newId(): string {
  return randomBytes(8).toString("hex");
}

function seen(key: Pick<Fact, "source" | "host" | "subject" | "vantage">, started: string, value: RestoreValue): Fact {
  const raw = JSON.stringify(value);
  const digest = createHash("sha256").update(raw).digest("hex");
  const observation = { status: "seen", value } as const;
  return { ...key, started, finished: new Date().toISOString(), observation, excerpt: excerptOf(raw), digest };
}

/** Why a restore was not tried, in words. */
function reasonOf(
  [kind, name]: readonly [string, string?],
  { host, data, store }: RestoreTask,
  scratch: string,
): [Failure, string] {
  const on = `${data.source}: nothing was restored:`;
  switch (kind) {
    case "overlaps":
      return [
        "denied",
        `${on} ${scratch} on ${host.name} lies in live data, in a place of backups or in what belongs to the engine; name another folder as \`scratch\` of the host`,
      ];
    case "no-scratch":
      return [
        "missing",
        `${on} ${scratch} is no folder of ${host.name} that can be written; name another one as \`scratch\` of the host`,
      ];
    case "odd-scratch":
      return [
        "denied",
        `${on} the scratch folder of ${host.name} may only be made of letters, digits, \`.\`, \`_\` and \`-\``,
      ];
    case "closed-scratch":
      return [
        "denied",
        `${on} a user without rights does not come into ${scratch} on ${host.name}, and what an archive holds is touched by no other; name another folder as \`scratch\` of the host`,
      ];
    case "not-empty":
      return ["denied", `${on} its scratch folder is not empty`];
    case "no-room":
      return ["denied", `${on} ${scratch} on ${host.name} has too little room, and a drill fills no disk`];
    case "no-program":
      return [
        "missing",
        `${on} ${host.name} has no ${/^[a-z0-9]+$/.test(name ?? "") ? name : "program that it takes"}`,
      ];
    case "no-root":
      return ["denied", `${on} a restore on ${host.name} takes root, or \`sudo\` without a password`];
    case "no-box":
      return [
        "denied",
        `${on} ${host.name} lets nobody make namespaces, without which an archive could do what it likes`,
      ];
    case "no-key":
      return ["missing", `${on} the password file of ${store.name} cannot be read on ${host.name}`];
    case "no-engine":
      return ["protocol", `${on} no server of the database starts on ${host.name}`];
    case "locked":
      return ["denied", `${on} somebody holds the lock of ${store.name}`];
    case "unreachable":
      return ["unreachable", `${on} ${host.name} does not reach ${store.name}`];
    default:
      return ["protocol", `${on} ${host.name} says something that is not understood`];
  }
}
