import type { Keep } from "../../../model/backup.ts";
import { type Archive, archivesAt, holds, isAhead, livePath } from "../../backup/archives.ts";
import { retentionOf } from "../../backup/retention.ts";
import { failureOf, named, needsStore, ofStore, policyOf, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";

export default check<StoreSubject>({
  id: "backup-retention",
  criterion: "backup",
  lines: ["BK-4"],
  title: "Archives are not kept as long as declared",
  why: "Too few, and what was broken a week ago is gone; never pruned, and the disk is full one night, or what had to be deleted is still there.",
  proof:
    "Of the archives that hold the same data there are not many more than `keep` demands and none that is much older, and at least as many as it promises since the first of them. Before a month of them, or what is promised where that is less, nobody can tell.",
  remedy:
    "Let the job apply it after each run (`restic forget --prune`, `borg prune` and `borg compact`), with the numbers that are declared.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const { archives, count } = archivesAt(ofStore("archives", store), look);
    const series = new Map<string, { readonly names: string[]; readonly of: readonly Archive[]; keep: Keep }>();
    for (const one of subject.data) {
      const policy = policyOf(one);
      const live = livePath(one, look);
      const of = archives.filter(
        (archive) => !isAhead(archive) && one.data !== null && holds(archive, one.data, policy, live),
      );
      const key = of.map(({ id }) => id).join(" ");
      const known = series.get(key);
      if (known === undefined) series.set(key, { names: [one.name], of, keep: policy.keep });
      else {
        known.names.push(one.name);
        known.keep = most(known.keep, policy.keep);
      }
    }
    let young: string | undefined;
    for (const { names, of, keep } of series.values()) {
      if (of.length === 0)
        throw new NotSeen("backup.archives", `${store.name} holds no archive of ${names.join(", ")}`);
      const found = retentionOf(
        of.map(({ age }) => age),
        keep,
        of.length === archives.length ? count : of.length,
      );
      const [name, ...others] = names;
      const what = others.length === 0 ? name : `${name} and what is kept with it`;
      if (found.state === "young")
        young ??= `${store.name} does not go back far enough yet to tell how long ${what} is kept`;
      else if (found.state !== "kept")
        yield {
          message: `${store.name}: ${found.message} of ${what}`,
          detail: name ?? "-",
          cause: found.state,
          follows: [failureOf("backup-job-runs", store)],
        };
    }
    if (young !== undefined) throw new NotSeen("backup.archives", young);
    if (series.size === 0)
      throw new NotSeen(
        "backup.archives",
        `nothing is declared to go to ${store.name}, so nobody said how long it is kept`,
      );
  },
});

function most(one: Keep, other: Keep): Keep {
  const units = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Keep>;
  return Object.fromEntries([...units].map((unit) => [unit, Math.max(one[unit] ?? 0, other[unit] ?? 0)]));
}
