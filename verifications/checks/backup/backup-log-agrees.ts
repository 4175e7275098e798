import { archivesAt, isAhead } from "../../backup/archives.ts";
import { failureOf, named, needsStore, ofStore, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { duration } from "../../backup/words.ts";
import { check } from "../../check.ts";
import type { LogValue } from "../../facts/backup/values.ts";

/** Seconds between the beginning of the longest run, of which an archive is dated, and its last line. */
const LONGEST_RUN = 6 * 3600;

export default check<StoreSubject>({
  id: "backup-log-agrees",
  criterion: "backup",
  lines: ["BK-1"],
  title: "The log of a backup tells something else than its archives",
  why: "A job that logs errors and goes on, or says that it wrote what is not there, looks well wherever only one of the two is read.",
  proof:
    "The end of its log, or of the journal of its service, speaks of no error and of an archive that was written; the archive that it names is in the place, and the newest one there is of that run.",
  remedy: "Read the whole log of the last run and correct what it complains about, then run it again.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const { time, errors, written, archive } = look.value<LogValue>(ofStore("log", store));
    const job = [
      failureOf("backup-job-runs", store),
      failureOf("backup-room", store),
      failureOf("backup-store-opens", store),
    ];
    const data = subject.data.flatMap((one) => [failureOf("backup-fresh", one), failureOf("backup-exists", one)]);
    if (errors > 0)
      yield {
        message: `the log of ${store.name} speaks of an error in ${errors} lines of its last run`,
        detail: "errors",
        cause: "errors-in-log",
        follows: job,
      };
    if (!written)
      yield {
        message: `the log of ${store.name} does not say that its last run wrote an archive`,
        detail: "written",
        cause: "nothing-written",
        follows: [...job, ...data],
      };
    const { archives } = archivesAt(ofStore("archives", store), look);
    if (archive !== null && !archives.some(({ id }) => id.startsWith(archive) || archive.startsWith(id)))
      yield {
        message: `the log of ${store.name} says that it wrote an archive that is not there`,
        detail: "archive",
        cause: "archive-not-there",
        follows: data,
      };
    const newest = archives.find((one) => !isAhead(one));
    const late = newest === undefined || time === null ? 0 : (Date.parse(time) - Date.parse(newest.time)) / 1000;
    if (written && (newest === undefined || late > LONGEST_RUN))
      yield {
        message:
          newest === undefined
            ? `the log of ${store.name} speaks of an archive, and there is none`
            : `the log of ${store.name} ends ${duration(late)} after the newest archive was begun, so that is not of its last run`,
        detail: "newest",
        cause: "newest-not-of-last-run",
        follows: data,
      };
  },
});
