import { named, needsStore, ofStore, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import type { ReadableValue } from "../../facts/backup/values.ts";

const SAID: Readonly<Record<string, string>> = {
  "damaged-pack": "a part of what is stored is damaged",
  "wrong-key": "the key does not open it",
  "not-a-repository": "there is no repository",
  "cut-off": "what is stored ends in the middle",
};

export default check<StoreSubject>({
  id: "backup-readable",
  criterion: "backup",
  lines: ["BK-2"],
  title: "What is stored of backups cannot be read back",
  why: "A list of archives says nothing of the bytes behind it: a disk that lost some is found when they are needed.",
  proof:
    "The tool of the place checks it and reads a part of the data, within a bound of time (`restic check --read-data-subset`, `borg check`, the members of an archive, the end of a dump). It is asked with `--deep`, and holds for 30 days.",
  remedy:
    "Repair it (`restic repair`, `borg check --repair`) or begin a new one, make a backup at once, and look at the disk below.",
  references: [
    {
      title: "restic: checking integrity and consistency",
      url: "https://restic.readthedocs.io/en/stable/045_working_with_repos.html",
    },
  ],
  validFor: 30 * 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const { ok, problems, share } = look.value<ReadableValue>(ofStore("readable", store));
    const told = [...new Set(problems)].filter((problem) => problem !== "locked");
    for (const problem of told)
      yield {
        message: `${store.name}: ${SAID[problem] ?? "its own tool finds it wanting"}`,
        detail: problem,
        cause: problem,
      };
    if (told.length > 0) return;
    if (problems.length > 0)
      throw new NotSeen("backup.readable", `${store.name} was locked by somebody else while it should be read`);
    if (!ok) yield { message: `${store.name}: its own tool finds it wanting`, detail: "other", cause: "other" };
    else if (!(share > 0)) throw new NotSeen("backup.readable", `nothing of what ${store.name} stores was read`);
  },
});
