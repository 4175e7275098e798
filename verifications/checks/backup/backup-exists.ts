import { firstWith, holdingOf, volumesIn } from "../../backup/archives.ts";
import { type DataSubject, dataIn, failureOf, needsStore, placeOf } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import type { Expectation } from "../../expectation.ts";
import { needsHost } from "../../expected.ts";
import type { ArchiveValue } from "../../facts/backup/values.ts";

const SHOWN = 3;
const DAY = 86_400_000;

export default check<DataSubject>({
  id: "backup-exists",
  criterion: "backup",
  lines: ["BK-1"],
  title: "Data is not kept a second time",
  why: "When its disk dies, or somebody deletes it, it is gone for good.",
  proof:
    "Every volume and folder that a container writes has a policy, and an archive in the place that the policy names says that it holds its path or its dump. Data that is declared to need no backup, with a reason, is left out.",
  remedy: "Declare its policy next to its mount, make the job that keeps it, and run it once.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: dataIn,
  blockedBy: (subject, expectation) => {
    const place = placeOf(subject, expectation);
    return place === null ? needsHost(subject) : needsStore(place.subject);
  },
  *judge(subject, look, expectation) {
    const { host, name, data } = subject;
    if (data !== null && data.unclear === undefined && data.backup === null) {
      yield {
        message: `${name} is written by ${data.containers.join(", ")}, and nothing declares how it is kept a second time`,
        cause: "no-policy",
      };
      return;
    }
    const { seen, holding, silent } = holdingOf(subject, look, expectation);
    if (holding.length > 0) return;
    const place = placeOf(subject, expectation)?.subject ?? { host, name: "-" };
    if (seen.archives.length === 0) {
      yield {
        message: `${place.name} holds no archive at all, so there is none of ${name}`,
        cause: "store-empty",
        follows: [
          failureOf("backup-job-runs", place),
          failureOf("backup-room", place),
          ...firstWith("backup-exists", subject, expectation, () => true),
        ],
      };
      return;
    }
    if (silent.length > 0)
      throw new NotSeen(
        "backup.archives",
        `archives in ${place.name} do not say what they hold, so nobody can tell whether ${name} is in one`,
      );
    const others = strangers(lastRun(seen.archives), host, expectation);
    yield others.length > 0 && data?.kind === "volume"
      ? {
          message: `no archive in ${place.name} holds ${name}, but those of its last day hold ${others.slice(0, SHOWN).join(", ")}, which no container of ${host} is declared to write`,
          cause: "wrong-name",
          remedy: "Correct the name in the job: a volume of a Compose project begins with the name of the project.",
        }
      : { message: `no archive in ${place.name} holds ${name}`, cause: "never-kept" };
  },
});

/** Archives of the last day that there are any of: a job may write one for each of its data, all at the same time. */
function lastRun(archives: readonly ArchiveValue[]): readonly ArchiveValue[] {
  const newest = Math.max(...archives.map(({ time }) => Date.parse(time)));
  return archives.filter(({ time }) => newest - Date.parse(time) < DAY);
}

/** Volumes that archives hold and nothing declares. */
function strangers(archives: readonly ArchiveValue[], host: string, { hosts }: Expectation): string[] {
  const declared = hosts.find(({ name }) => name === host);
  const known = new Set([...(declared?.volumes ?? []), ...(declared?.data ?? []).map(({ source }) => source)]);
  return [...new Set(archives.flatMap(volumesIn))].filter((name) => !known.has(name));
}
