import type { BackupStore, ExpectedData } from "../../expectation.ts";
import type { FactKey, Json } from "../../fact.ts";
import type { Reach } from "../../reach.ts";
import { type FactSource, type Question, Unseen } from "../../source.ts";
import { ask as askHost, type Reply, type ShellOptions } from "../host/shell.ts";
import { borgArchives, borgReadable } from "./borg.ts";
import { borgmaticOf } from "./borgmatic.ts";
import { dataOf } from "./data.ts";
import { folderArchives, folderReadable } from "./folder.ts";
import { GLANCE } from "./glance.ts";
import { cronOf, timerOf } from "./job.ts";
import { logOf } from "./log.ts";
import { folderOf } from "./repository.ts";
import { type Asking, type Effort, type Place, resticArchives, resticReadable } from "./restic.ts";
import { roomOf } from "./room.ts";
import type { ArchivesValue, BackupFact, ReadableValue } from "./values.ts";

export interface BackupOptions extends ShellOptions {
  /** Reads data too: a part of every repository, and the size of what lives. Takes minutes. */
  readonly deep?: boolean;
  /** Milliseconds that a question may take which reads no data. */
  readonly deadline?: number;
  /** Milliseconds that a question may take which reads data. */
  readonly longer?: number;
  /** Megabytes of one store that are read at once. */
  readonly megabytes?: number;
}

const DEADLINE = 60_000;
const LONGER = 15 * 60_000;
const MEGABYTES = 2048;
/** Seconds that a host is given less than we wait, so that it ends by itself what it has begun. */
const AHEAD = 5;

/** What shells of the hosts say of backups: of their stores, of what fills them, and of the data itself. */
export function backupSource(options: BackupOptions = {}): FactSource {
  const { deep = false, deadline = DEADLINE, longer = LONGER, megabytes = MEGABYTES } = options;
  const effort: Effort = { megabytes, seconds: Math.max(1, Math.floor(longer / 1000) - AHEAD) };
  return {
    id: "backup",
    title: "backups, by a shell on each host",
    plan(expectation, reach) {
      const question = questionOn(reach, options);
      const heavy = (fact: BackupFact, host: string, subject: string, answer: Answer) =>
        question(fact, host, subject, longer, deep ? answer : notDeep(`${fact} of ${subject}`));
      const stores = expectation.stores ?? [];
      return [
        ...stores.flatMap((store) => [
          ...question("archives", store.host, store.name, deadline, (ask) => archivesOf(store, store, ask)),
          ...glances(store, deadline, question),
          ...heavy("readable", store.host, store.name, (ask) => readableOf(store, effort, ask)),
          ...store.copies.flatMap((copy) =>
            question("copy", copy.host, [store.name, copy.host, copy.repository].join(" "), deadline, (ask) =>
              archivesOf(store, copy, ask),
            ),
          ),
        ]),
        ...expectation.hosts.flatMap(({ name, data = [] }) =>
          data
            .filter(isKept)
            .flatMap(({ kind, source }) =>
              heavy("data", name, source, (ask) => dataOf(kind, source, effort.seconds, ask)),
            ),
        ),
      ];
    },
  };
}

type Answer = (ask: Asking) => Promise<Json>;
type Asker = (fact: BackupFact, host: string, subject: string, deadline: number, answer: Answer) => Question[];

const isKept = ({ backup }: ExpectedData) => backup !== null && backup.tool !== "none";

/** One question, or none where the host is not looked at. */
function questionOn(reach: Reach, options: ShellOptions): Asker {
  return (fact, host, subject, deadline, answer) => {
    const there = reach.hosts.get(host);
    if (there === undefined) return [];
    const key: FactKey = { source: `backup.${fact}`, host, subject, vantage: "host" };
    return [
      {
        key,
        deadline,
        async ask(signal) {
          const { shell } = there;
          if (shell === undefined)
            throw new Unseen("not-asked", `${host} has no shell for us; name one in hosts of the settings`);
          const value = await answer((script) => askHost(host, shell, signal, options, script));
          return { value, raw: JSON.stringify(value) };
        },
      },
    ];
  };
}

function notDeep(what: string): Answer {
  return async () => {
    throw new Unseen("not-asked", `${what} takes reading data, which is done with --deep only`);
  };
}

function archivesOf({ tool }: BackupStore, place: Place, ask: Asking): Promise<ArchivesValue> {
  if (tool === "restic") return resticArchives(place, ask);
  if (tool === "borg") return borgArchives(place, ask);
  return folderArchives(place.repository, ask);
}

function readableOf(store: BackupStore, effort: Effort, ask: Asking): Promise<ReadableValue> {
  const folder = folderOf(store.repository);
  if (store.tool === "restic") return resticReadable(store, folder, effort, ask);
  if (store.tool === "borg") return borgReadable(store, folder, effort, ask);
  return folderReadable(store.repository, effort, ask);
}

/** What one short script tells, asked once for all of it. */
function glances(store: BackupStore, deadline: number, question: Asker): Question[] {
  const folder = folderOf(store.repository);
  const { job, log, borgmatic, host, name } = store;
  const timer = job !== undefined && "timer" in job ? job.timer : undefined;
  const cron = job !== undefined && "cron" in job ? job.cron : undefined;
  const words = [timer ?? "", cron ?? "", log ?? "", borgmatic ?? "", folder ?? ""];
  let reply: Promise<Reply> | undefined;
  const glance = (ask: Asking) => {
    reply ??= ask({ text: GLANCE, words });
    return reply;
  };
  const told = (fact: BackupFact, isNamed: boolean, what: string, read: (reply: Reply) => Json) =>
    question(fact, host, name, deadline, async (ask) => {
      if (!isNamed) throw new Unseen("not-asked", `the store ${name} ${what}`);
      return read(await glance(ask));
    });
  return [
    ...told("job", job !== undefined, "names no timer and no cron table in the settings", (seen) =>
      cron === undefined ? timerOf(seen) : cronOf(seen, cron),
    ),
    ...told("log", (log ?? timer) !== undefined, "names no log and no timer in the settings", (seen) =>
      logOf(seen, store.tool === "tar" ? store.repository : undefined),
    ),
    ...told("room", folder !== undefined, "lies elsewhere, where nobody can ask for its room", roomOf),
    ...(borgmatic === undefined ? [] : told("borgmatic", true, "", borgmaticOf)),
  ];
}
