import { type Fault, type Look, NotSeen } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import { factId } from "../fact.ts";
import type { RestoredDatabase, RestoreValue } from "../facts/backup/values.ts";
import { type DataSubject, failureOf, ofRestore, storeOf } from "./subjects.ts";
import { duration } from "./words.ts";

const DAY = 86_400_000;
/** Days after which an archive says nothing any more of those that are made today. */
const OLDEST = 30;

const WHY: Readonly<Record<string, string>> = {
  "no-archive": "there is no archive",
  "not-in-archive": "no archive says that it holds it",
  empty: "there is nothing in it",
  "cut-off": "it ends in the middle",
  damaged: "what is stored is damaged",
  "wrong-key": "the key does not open it",
  "not-a-repository": "there is no repository",
  hostile: "it holds what would write outside of where it is restored to",
};
/** Checks that tell the same without a restore. */
const TOLD_BY: Readonly<Record<string, readonly string[]>> = {
  "no-archive": ["backup-exists"],
  "not-in-archive": ["backup-exists", "backup-complete"],
  empty: ["backup-plausible"],
};
const STORE_TELLS: Readonly<Record<string, readonly string[]>> = {
  "cut-off": ["backup-readable"],
  damaged: ["backup-readable"],
  "wrong-key": ["backup-store-opens", "backup-readable"],
  "not-a-repository": ["backup-store-opens", "backup-readable"],
};
const DATABASE: Readonly<Record<string, string>> = {
  "does-not-open": "does not open",
  damaged: "is damaged",
  "copied-while-running": "was copied while its server wrote it, and is of no one moment",
  "table-missing": "lacks a table that it had when it was kept",
  "rows-missing": "lacks rows that it had when it was kept",
  "cut-off": "ends in the middle",
};

/** The last restore of data that was tried. @throws NotSeen */
export function restoreOf(subject: DataSubject, look: Look, expectation: Expectation): RestoreValue {
  const key = ofRestore(subject);
  const value = look.value<RestoreValue>(key);
  const store = storeOf(subject, expectation);
  if (value.store !== store.name)
    throw new NotSeen(factId(key), `${subject.name} was restored from ${value.store}, and goes to ${store.name} now`);
  return value;
}

/** What was wrong with a restore. */
export function* faultsOf(
  subject: DataSubject,
  value: RestoreValue,
  store: DataSubject | { host: string; name: string },
): Iterable<Fault> {
  const { name } = subject;
  for (const problem of value.problems)
    yield {
      message: `${name} did not come back: ${WHY[problem] ?? "the tool could not bring it back"}`,
      detail: problem,
      cause: problem,
      follows: [
        ...(TOLD_BY[problem] ?? []).map((check) => failureOf(check, subject)),
        ...(STORE_TELLS[problem] ?? []).map((check) => failureOf(check, store)),
      ],
    };
  const follows = [failureOf("backup-readable", store), failureOf("backup-plausible", subject)];
  if (value.missing > 0)
    yield {
      message: `${value.missing} of ${value.compared + value.missing} files of ${name} that were compared did not come back`,
      detail: "missing",
      cause: "files-missing",
      follows,
    };
  if (value.differing > 0)
    yield {
      message: `${value.differing} of ${value.compared} files of ${name} that were compared came back as something else`,
      detail: "differing",
      cause: "files-differ",
      follows,
    };
  for (const database of value.databases) yield* faultsOfDatabase(subject, database, store);
}

function* faultsOfDatabase(
  subject: DataSubject,
  { name, problems, tables, rows, recorded }: RestoredDatabase,
  store: { host: string; name: string },
): Iterable<Fault> {
  const database = `database ${name} of ${subject.name}`;
  const found = new Set(problems);
  // Where the drill names a cause, what is not there follows from it.
  if (found.size === 0 && recorded !== null)
    if (tables < recorded.tables) found.add("table-missing");
    else if (rows < recorded.rows) found.add("rows-missing");
  const numbers = recorded === null ? "" : `: ${tables} of ${recorded.tables} tables, ${rows} of ${recorded.rows} rows`;
  for (const problem of found)
    yield {
      message: `${database} ${DATABASE[problem] ?? "did not come back whole"}${numbers}`,
      detail: `${name} ${problem}`,
      cause: problem,
      follows: [
        failureOf("backup-complete", subject),
        ...(problem === "cut-off" || problem === "damaged" || problem === "does-not-open"
          ? [failureOf("backup-readable", store)]
          : []),
        failureOf("backup-plausible", subject),
      ],
    };
}

/** Why a restore without any fault proves nothing; undefined where it does. */
export function openIn({ name, data }: DataSubject, value: RestoreValue, now: string): string | undefined {
  const { made, unopened, databases, files, compared } = value;
  if (made === null) return `nobody knows which archive of ${name} was restored`;
  const age = Date.parse(now) - Date.parse(made);
  if (!(age <= OLDEST * DAY))
    return `the archive of ${name} that was restored was made ${duration(age / 1000)} ago, which says nothing of those of today`;
  if (unopened > 0) return `${unopened} databases of ${name} came back, and nothing on the host could open them`;
  if (data?.database != null && databases.length === 0)
    return `${name} is the data of ${data.database.container}, and no database was opened after the restore`;
  const unrecorded = databases.find(({ engine, recorded }) => engine !== "sqlite" && recorded === null);
  if (data?.database != null && unrecorded !== undefined)
    return `nobody recorded what database ${unrecorded.name} of ${name} held when it was kept, so nothing tells whether it is all there`;
  if (files === 0 && compared === 0 && databases.length === 0) return `${name} came back without any file`;
  if (compared === 0 && databases.length === 0) return `no file of ${name} could be compared with the live data`;
  return undefined;
}
