import { firstWith, type Newest, newestOf } from "../../backup/archives.ts";
import { type DataSubject, dataIn, failureOf, needsBackup, policyOf, storeOf } from "../../backup/subjects.ts";
import { duration } from "../../backup/words.ts";
import { check, NotSeen } from "../../check.ts";

export default check<DataSubject>({
  id: "backup-fresh",
  criterion: "backup",
  lines: ["BK-1"],
  title: "The newest backup of data is older than may be lost",
  why: "Everything that was written since is lost with the disk, and that is more than was agreed.",
  proof:
    "The newest archive that holds it is no older than its `rpo`, by the clock of the host that made it; archives that are dated into the future count as none and are told.",
  remedy: "See in the log of the job why it did not run or did not end, and run it.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: dataIn,
  blockedBy: needsBackup,
  *judge(subject, look, expectation) {
    const { rpo } = policyOf(subject);
    const store = storeOf(subject, expectation);
    const { newest, ahead, seen } = newestOf(subject, look, expectation);
    const others = (isSo: (times: Newest, rpo: number) => boolean) =>
      firstWith("backup-fresh", subject, expectation, (other) =>
        isSo(newestOf(other, look, expectation), policyOf(other).rpo),
      );
    if (ahead !== undefined)
      yield {
        message: `an archive of ${subject.name} is dated ${duration(ahead.age)} after the clock of ${store.host}: one of the two is wrong, and so is its age`,
        detail: "future",
        cause: "from-the-future",
        remedy: "Set the clock of the host that makes it, and make a new one.",
        follows: [
          failureOf("clock-right", { host: store.host, name: "-" }),
          ...others((one) => one.ahead?.id === ahead.id),
        ],
      };
    if (newest === undefined)
      throw new NotSeen("backup.archives", `no archive of ${subject.name} has an age that can be`);
    if (newest.age > rpo)
      yield {
        message: `the newest backup of ${subject.name} is ${duration(newest.age)} old, and ${duration(rpo)} may be lost`,
        cause: "stale",
        follows: [
          failureOf("backup-complete", subject),
          // A newer one that does not say what it holds may be the broken one of the same data.
          ...(seen.archives.some(({ paths, age }) => paths === null && age < newest.age)
            ? [failureOf("backup-plausible", subject)]
            : []),
          failureOf("backup-job-runs", store),
          failureOf("backup-room", store),
          ...others((one, limit) => one.newest?.id === newest.id && one.newest.age > limit),
        ],
      };
    else if (newest.age + seen.since > rpo)
      throw new NotSeen(
        "backup.archives",
        `the newest backup of ${subject.name} was ${duration(newest.age)} old when it was seen, ${duration(seen.since)} ago, and ${duration(rpo)} may be lost`,
      );
  },
});
