import { newestOf, whereSeen } from "../backup/archives.ts";
import { restoreOf } from "../backup/restored.ts";
import { type DataSubject, ofRestore, placeOf } from "../backup/subjects.ts";
import type { Look } from "../check.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";
import { type Fact, factId } from "../fact.ts";
import { indexFacts, lookAt } from "../run/look.ts";
import type { ReportedBackup } from "./report.ts";
import { type Result, resultId, type State } from "./result.ts";

/** Checks whose subjects are data. */
const OF_DATA = [
  "backup-exists",
  "backup-complete",
  "backup-fresh",
  "backup-plausible",
  "restore-proved",
  "restore-in-time",
];
/** Checks whose subjects are places. */
const OF_STORES = [
  "backup-store-opens",
  "backup-job-runs",
  "backup-log-agrees",
  "backup-readable",
  "backup-encrypted",
  "backup-elsewhere",
  "backup-retention",
  "backup-room",
];
/** Hours: what a drill saw is shown as long as it proves something. */
const SHOWN_FOR = 30 * 24;
const ORDER: readonly State[] = ["pass", "waived", "unknown", "fail"];

/** How the data of a host is kept, as declared and as seen, in the order of the declaration. */
export function backupsOf(
  host: ExpectedHost,
  expectation: Expectation,
  facts: readonly Fact[],
  results: readonly Result[],
  now: string,
): ReportedBackup[] {
  const byId = new Map(results.map((result) => [resultId(result), result]));
  const index = indexFacts(facts);
  const look = lookAt(index, now, SHOWN_FOR, new Set());
  return (host.data ?? []).map((data): ReportedBackup => {
    const subject: DataSubject = { host: host.name, name: data.source, data };
    const { source, kind, containers, backup } = data;
    const policy = backup === null || backup.tool === "none" ? null : backup;
    const place = placeOf(subject, expectation)?.subject;
    const ids = [
      ...OF_DATA.map((check) => resultId({ check, subject })),
      ...(place === undefined ? [] : OF_STORES.map((check) => resultId({ check, subject: place }))),
    ];
    const about = ids.flatMap((id) => byId.get(id) ?? []).map((result) => ({ result, root: rootOf(result, byId) }));
    const proved = byId.get(resultId({ check: "restore-proved", subject }))?.state === "pass";
    const restore = proved ? whereSeen(() => restoreOf(subject, look, expectation)) : undefined;
    const last = lastOf(subject, look, expectation);
    return {
      source,
      kind,
      containers,
      tool: policy?.tool ?? null,
      store: place?.name ?? null,
      none: backup?.tool === "none" ? backup.reason : null,
      last: last === undefined ? null : { time: last.time, age: last.age },
      restored:
        restore === undefined
          ? null
          : { time: index.get(factId(ofRestore(subject)))?.finished ?? now, made: restore.made ?? now },
      rpo: { declared: policy?.rpo ?? null, measured: last?.loss ?? null },
      rto: { declared: policy?.rto ?? null, measured: restore?.estimate ?? null },
      state: about.length === 0 ? null : worstOf(about.map(({ root }) => root.state)),
      why: [...new Set(about.flatMap(({ root }) => root.remarks.map(({ message }) => message)))],
    };
  });
}

/** What a result hangs on where that is about backups, too: a row tells what is wrong with it and not where that is told. */
function rootOf(result: Result, byId: ReadonlyMap<string, Result>): Result {
  const by = result.remarks.find(({ blockedBy }) => blockedBy !== null)?.blockedBy;
  const root = by == null ? undefined : byId.get(by);
  return root?.criterion === "backup" ? root : result;
}

interface Last {
  readonly time: string;
  /** Seconds, as seen from the judgement. */
  readonly age: number;
  /** Seconds of work that were at stake: until now, or between the last two archives where that was longer. */
  readonly loss: number;
}

function lastOf(subject: DataSubject, look: Look, expectation: Expectation): Last | undefined {
  const found = whereSeen(() => newestOf(subject, look, expectation));
  if (found?.newest === undefined) return undefined;
  const { newest, before, seen } = found;
  const age = Math.max(0, newest.age + seen.since);
  return { time: newest.time, age, loss: Math.max(age, before === undefined ? 0 : before.age - newest.age) };
}

function worstOf(states: readonly State[]): State {
  return states.reduce((worst, state) => (ORDER.indexOf(state) > ORDER.indexOf(worst) ? state : worst), "pass");
}
