import { type Archive, firstWith, holdingOf, holdsFiles, livePath, whereSeen } from "../../backup/archives.ts";
import { type Implausible, implausible } from "../../backup/plausible.ts";
import { type DataSubject, dataIn, failureOf, needsBackup, ofData, storeOf } from "../../backup/subjects.ts";
import { check, type Look, NotSeen } from "../../check.ts";
import type { Expectation } from "../../expectation.ts";
import type { DataValue } from "../../facts/backup/values.ts";

export default check<DataSubject>({
  id: "backup-plausible",
  criterion: "backup",
  lines: ["BK-2"],
  title: "A backup is too small to be one",
  why: "A job that finds nothing to copy ends well: backups of 87 bytes were reported as success for weeks.",
  proof:
    "Bytes and files of the newest archive are at least half of those of the live data that it holds as files, and at least a third of the median of the archives of the same things before it; none holds nothing. Dumps are compared with those before them alone.",
  remedy: "List what is in it, correct the job, and run it.",
  references: [],
  validFor: 30 * 24,
  blocker: false,
  subjects: dataIn,
  blockedBy: needsBackup,
  *judge(subject, look, expectation) {
    const store = storeOf(subject, expectation);
    const found = sizeOf(subject, look, expectation);
    if (found.wrong !== undefined) {
      yield {
        message: `the newest archive of ${subject.name} in ${store.name} ${found.wrong.message}`,
        cause: found.wrong.cause,
        follows: [
          failureOf("backup-room", store),
          ...firstWith("backup-plausible", subject, expectation, (other) => {
            const its = sizeOf(other, look, expectation);
            return its.wrong !== undefined && its.archive.id === found.archive.id;
          }),
        ],
      };
      return;
    }
    const { bytes, files, stored } = found.archive;
    if (bytes === null && files === null && stored === null)
      throw new NotSeen(
        "backup.archives",
        `${store.name} does not say how large the newest archive of ${subject.name} is`,
      );
    // What there is to compare with has to have been counted.
    for (const one of found.within) countOf(one, look);
  },
});

interface Size {
  readonly archive: Archive;
  readonly wrong: Implausible | undefined;
  /** Declared data that the archive holds as files. */
  readonly within: readonly DataSubject[];
}

function sizeOf(subject: DataSubject, look: Look, expectation: Expectation): Size {
  const { seen, holding, silent } = holdingOf(subject, look, expectation);
  const newest = holding[0];
  // One that holds nothing says so, or says nothing at all.
  const nothing = seen.archives.filter((one) => silent.includes(one) || one.paths?.length === 0);
  const empty = nothing.find((one) => newest === undefined || one.age < newest.age);
  const broken = empty === undefined ? undefined : implausible(empty, [], undefined);
  if (empty !== undefined && broken !== undefined) return { archive: empty, wrong: broken, within: [] };
  if (newest === undefined) throw new NotSeen("backup.archives", `no archive holds ${subject.name}`);
  const within = dataIn(expectation).filter(
    (one) => one.host === subject.host && one.data !== null && holdsFiles(newest, one.data, livePath(one, look)),
  );
  const same = JSON.stringify(newest.paths);
  const before = holding.slice(1).filter(({ paths }) => JSON.stringify(paths) === same);
  const wrong = implausible(newest, before, liveOf(within, look));
  return { archive: newest, wrong, within };
}

/** The sum of what is live, undefined where a part of it was not counted. */
function liveOf(within: readonly DataSubject[], look: Look): Pick<DataValue, "bytes" | "files"> | undefined {
  if (within.length === 0) return undefined;
  let sum = { bytes: 0, files: 0 };
  for (const one of within) {
    const value = whereSeen(() => countOf(one, look));
    if (value === undefined) return undefined;
    sum = { bytes: sum.bytes + value.bytes, files: sum.files + value.files };
  }
  return sum;
}

/** @throws NotSeen */
function countOf(subject: DataSubject, look: Look): Pick<DataValue, "bytes" | "files"> {
  const { bytes, files } = look.value<DataValue>(ofData(subject));
  if (!(Number.isFinite(bytes) && Number.isFinite(files)))
    throw new NotSeen("backup.data", `nobody counted how much ${subject.name} is`);
  return { bytes, files };
}
