import type { BackupPolicy } from "../../model/backup.ts";
import { type Look, NotSeen } from "../check.ts";
import type { Expectation, ExpectedData } from "../expectation.ts";
import { type FactKey, factId } from "../fact.ts";
import type { ArchivesValue, ArchiveValue, DataValue } from "../facts/backup/values.ts";
import { type DataSubject, failureOf, ofData, ofStore, policyOf, sharingWith, storeOf } from "./subjects.ts";

const SECOND = 1000;
/** Seconds: archives are dated by the clock that is asked, so that only rounding and a clock that was set are between. */
const AHEAD = 300;

/** The archives of a store, as seen at a moment. Times are in seconds. */
export interface SeenArchives {
  /** Newest first. */
  readonly archives: readonly Archive[];
  readonly count: number;
  readonly encrypted: boolean | null;
  /** Between the answer and the judgement. */
  readonly since: number;
}

export interface Archive extends ArchiveValue {
  /** Seconds before the answer, by the clock of its host; negative where the archive is dated after it. */
  readonly age: number;
}

/** @throws NotSeen */
export function archivesAt(key: FactKey, look: Look): SeenArchives {
  const attempt = look.attempt(key);
  if (!attempt.seen) throw new NotSeen(factId(key), attempt.message);
  const { archives, count, encrypted, now } = attempt.value as ArchivesValue;
  const clock = Date.parse(now);
  if (Number.isNaN(clock)) throw new NotSeen(factId(key), `${key.host} does not say what time it is there`);
  return {
    archives: archives
      .map((archive) => ({ ...archive, age: (clock - Date.parse(archive.time)) / SECOND }))
      .filter(({ age }) => !Number.isNaN(age))
      .sort((one, other) => one.age - other.age),
    count,
    encrypted,
    since: Math.max(0, (Date.parse(look.now) - Date.parse(attempt.finished)) / SECOND),
  };
}

/** Whether an archive is dated later than the clock of its host allows. */
export function isAhead({ age }: Archive): boolean {
  return age < -AHEAD;
}

/** The archives of the store that data goes to, and those that hold it, newest first. */
export interface Holding {
  readonly seen: SeenArchives;
  readonly holding: readonly Archive[];
  /** Archives that do not say what they hold. */
  readonly silent: readonly Archive[];
}

/** @throws NotSeen */
export function holdingOf(subject: DataSubject, look: Look, expectation: Expectation): Holding {
  const policy = policyOf(subject);
  const store = storeOf(subject, expectation);
  const seen = archivesAt(ofStore("archives", store), look);
  const live = livePath(subject, look);
  return {
    seen,
    holding: seen.archives.filter((archive) => holds(archive, subject.data as ExpectedData, policy, live)),
    silent: seen.archives.filter(({ paths }) => paths === null),
  };
}

/** The newest archive that would bring data back, and one that is dated into the future. */
export interface Newest {
  readonly seen: SeenArchives;
  readonly newest: Archive | undefined;
  /** The one before it. */
  readonly before: Archive | undefined;
  readonly ahead: Archive | undefined;
}

/** Where a dump is what comes back, archives without one count only while there is none with it. @throws NotSeen */
export function newestOf(subject: DataSubject, look: Look, expectation: Expectation): Newest {
  const { seen, holding } = holdingOf(subject, look, expectation);
  const past = holding.filter((archive) => !isAhead(archive));
  const dumps = past.filter((archive) => holdsDump(archive, policyOf(subject)));
  const [newest, before] = dumps.length > 0 ? dumps : past;
  return { seen, newest, before, ahead: holding.find(isAhead) };
}

/** Whether an archive says that it holds data, by its path or by its dump. */
export function holds(
  archive: Pick<ArchiveValue, "paths">,
  data: ExpectedData,
  policy: BackupPolicy,
  live?: string,
): boolean {
  return holdsFiles(archive, data, live) || holdsDump(archive, policy);
}

export function holdsFiles(
  { paths }: Pick<ArchiveValue, "paths">,
  { source, kind }: ExpectedData,
  live?: string,
): boolean {
  return (paths ?? []).some(
    (path) =>
      (live !== undefined && covers(path, live)) ||
      (kind === "folder" ? covers(path, source) : isVolume(path, source) || covers(path, volumePath(source))),
  );
}

export function holdsDump({ paths }: Pick<ArchiveValue, "paths">, { consistent }: BackupPolicy): boolean {
  if (consistent.kind !== "dump") return false;
  const { file } = consistent;
  return (paths ?? []).some((path) => covers(path, file) || covers(file, path));
}

/** Where data really lies, where its host was asked for it. It only adds to what is found without. */
export function livePath(subject: DataSubject, look: Look): string | undefined {
  return whereSeen(() => look.value<DataValue>(ofData(subject)).path);
}

/** What is read, undefined where that was not seen. */
export function whereSeen<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotSeen) return undefined;
    throw error;
  }
}

/** Names of volumes that an archive says it holds. */
export function volumesIn({ paths }: Pick<ArchiveValue, "paths">): string[] {
  return (paths ?? []).flatMap((path) => /\/volumes\/([^/]+)(?:\/_data)?\/*$/.exec(path)?.[1] ?? []);
}

function isVolume(path: string, name: string): boolean {
  return volumesIn({ paths: [path] }).includes(name);
}

function volumePath(name: string): string {
  return `/var/lib/docker/volumes/${name}/_data`;
}

/** Whether a path is another one or a folder above it. */
export function covers(path: string, other: string): boolean {
  const above = path.replace(/\/+$/, "");
  const below = other.replace(/\/+$/, "");
  return path.startsWith("/") && (below === above || below.startsWith(`${above}/`));
}

/** The failure of the first data of the same place of which the same is true: what several share is told there. */
export function firstWith(
  check: string,
  subject: DataSubject,
  expectation: Expectation,
  isSo: (other: DataSubject) => boolean,
): ReturnType<typeof failureOf>[] {
  const first = sharingWith(subject, expectation).find((other) => whereSeen(() => isSo(other)) === true);
  return first === undefined || first.name === subject.name ? [] : [failureOf(check, first)];
}
