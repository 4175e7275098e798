import { faultsOf, openIn, restoreOf } from "../../backup/restored.ts";
import { type DataSubject, dataIn, needsBackup, ofRestore, storeOf } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import { factId } from "../../fact.ts";

export default check<DataSubject>({
  id: "restore-proved",
  criterion: "backup",
  lines: ["DOC-4"],
  title: "A restore of data does not bring it back whole",
  why: "A backup is real when it was restored. All other checks are cheaper and each has been green over one that could not be.",
  proof:
    "A drill within 30 days restored the newest archive into a scratch place: files are compared with the live ones that did not change since, databases are opened by their own server and have every table and row that was recorded when they were kept.",
  remedy: "Do the drill (`readiness drill restore`); where it fails, correct the job, make a backup and do it again.",
  references: [],
  validFor: 30 * 24,
  blocker: true,
  subjects: dataIn,
  blockedBy: needsBackup,
  *judge(subject, look, expectation) {
    const value = restoreOf(subject, look, expectation);
    const faults = [...faultsOf(subject, value, storeOf(subject, expectation))];
    yield* faults;
    const open = openIn(subject, value, look.now);
    if (faults.length === 0 && open !== undefined) throw new NotSeen(factId(ofRestore(subject)), open);
  },
});
