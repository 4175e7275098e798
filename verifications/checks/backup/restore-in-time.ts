import { faultsOf, openIn, restoreOf } from "../../backup/restored.ts";
import {
  type DataSubject,
  dataIn,
  failureOf,
  needsBackup,
  ofRestore,
  policyOf,
  storeOf,
} from "../../backup/subjects.ts";
import { duration, size } from "../../backup/words.ts";
import { check, NotSeen } from "../../check.ts";
import { factId } from "../../fact.ts";

export default check<DataSubject>({
  id: "restore-in-time",
  criterion: "backup",
  lines: ["BK-5"],
  title: "A restore of data takes longer than it may",
  why: "How long everybody waits is known when it has been measured, and not before.",
  proof:
    "The seconds that a drill within 30 days took, for the whole of the data at the speed that it had, are no more than the `rto` that is declared. Only a restore that brought everything back counts.",
  remedy: "Restore from a place that is nearer or faster, split the data, or agree to a longer time and declare it.",
  references: [],
  validFor: 30 * 24,
  blocker: false,
  subjects: dataIn,
  blockedBy: (subject, expectation) => [...needsBackup(subject, expectation), failureOf("restore-proved", subject)],
  *judge(subject, look, expectation) {
    const { rto } = policyOf(subject);
    const value = restoreOf(subject, look, expectation);
    const [fault] = faultsOf(subject, value, storeOf(subject, expectation));
    const open = fault?.message ?? openIn(subject, value, look.now);
    const { estimate, whole, bytes, seconds } = value;
    if (open !== undefined) throw new NotSeen(factId(ofRestore(subject)), open);
    if (!(estimate <= rto))
      yield {
        message: `bringing ${subject.name} back (${size(whole)}) takes ${duration(estimate)} at the speed of the drill, ${size(bytes)} in ${duration(seconds)}, and may take ${duration(rto)}`,
        cause: "too-slow",
      };
  },
});
