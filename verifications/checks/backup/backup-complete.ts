import { type Archive, holdingOf, holds, holdsDump } from "../../backup/archives.ts";
import { type DataSubject, dataIn, needsBackup, ofStore, policyOf, storeOf } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import type { ExpectedData } from "../../expectation.ts";
import type { BorgmaticValue } from "../../facts/backup/values.ts";

export default check<DataSubject>({
  id: "backup-complete",
  criterion: "backup",
  lines: ["BK-1"],
  title: "The newest backup leaves out what it has to hold",
  why: "A job that runs every night keeps what it was told when it was written, and not the volume or database that came later.",
  proof:
    "The newest archive of the job that holds it still does; for a database the archive holds its dump, or the server is stopped or frozen meanwhile; the configuration of borgmatic names it.",
  remedy: "Add it to the job, and run it.",
  references: [
    {
      title: "PostgreSQL: file system level backup",
      url: "https://www.postgresql.org/docs/current/backup-file.html",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: dataIn,
  blockedBy: needsBackup,
  *judge(subject, look, expectation) {
    const policy = policyOf(subject);
    const store = storeOf(subject, expectation);
    const data = subject.data as ExpectedData;
    const { seen, holding } = holdingOf(subject, look, expectation);
    const [newest] = holding;
    if (newest === undefined) throw new NotSeen("backup.archives", `no archive holds ${subject.name}`);
    const later = seen.archives.find((one) => one.age < newest.age && isOfSameJob(one, newest));
    if (later !== undefined)
      yield {
        message: `the newest archive of its job in ${store.name} does not hold ${subject.name} any more; the last that does is of ${newest.time}`,
        detail: "left-out",
        cause: "left-out",
      };
    if (policy.consistent.kind === "dump" && !holdsDump(newest, policy))
      yield {
        message: `the newest archive of ${subject.name} does not hold its dump ${policy.consistent.file}: files that were copied while the server wrote them need not open`,
        detail: "dump",
        cause: "dump-missing",
        remedy: "Let the job write the dump before it makes the archive, and put it into the archive.",
      };
    if (policy.consistent.kind === "none-needed" && data.database !== null)
      yield {
        message: `${subject.name} is the data of ${data.database.container}, a database, and is copied while that runs: the copy is of no one moment and need not open`,
        detail: "consistent",
        cause: "copied-while-running",
        remedy: "Keep a dump of it, or stop the server or freeze the file system meanwhile.",
      };
    if (store.borgmatic !== undefined) {
      const { sources, databases } = look.value<BorgmaticValue>(ofStore("borgmatic", store));
      const kinds = data.database === null ? [] : (DUMPED_AS[data.database.engine] ?? []);
      const isDumped = databases.some((one) => kinds.some((kind) => one.startsWith(`${kind}:`)));
      if (!isDumped && !holds({ ...newest, paths: sources }, data, policy))
        yield {
          message: `the configuration of borgmatic does not name ${subject.name}, so the next archive will be without it`,
          detail: "configuration",
          cause: "not-in-configuration",
        };
    }
  },
});

/** Kinds of databases as borgmatic calls them. */
const DUMPED_AS: Readonly<Record<string, readonly string[]>> = {
  postgresql: ["postgresql"],
  mariadb: ["mariadb", "mysql"],
};

/** Archives of one job hold what they held before, at least one folder of it. */
function isOfSameJob({ paths }: Archive, other: Archive): boolean {
  return (paths ?? []).some((path) => (other.paths ?? []).includes(path));
}
