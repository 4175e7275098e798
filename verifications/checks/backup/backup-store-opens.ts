import { archivesAt } from "../../backup/archives.ts";
import { named, ofStore, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";
import { needsHost, ofHost } from "../../expected.ts";
import { factId } from "../../fact.ts";

/** What a host that answers says of a place: the others leave open whose fault it is. */
const SAID: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  missing: {
    cause: "store-missing",
    remedy:
      "Look whether the folder is mounted and the tool is there; then correct `repository`, or make the place and run the job.",
  },
  denied: {
    cause: "wrong-key",
    remedy:
      "Find the key that the job writes with, and name its file in the settings; without it nothing can be restored.",
  },
  refused: {
    cause: "store-unreachable",
    remedy: "Look why the machine that holds the place does not answer this host.",
  },
  unreachable: {
    cause: "store-unreachable",
    remedy: "Look why this host finds no way to the machine that holds the place.",
  },
};

export default check<StoreSubject>({
  id: "backup-store-opens",
  criterion: "backup",
  lines: ["BK-1"],
  title: "A place that backups go to cannot be opened",
  why: "What nobody can open now nobody can restore from either: the folder is gone, the key is another one, the machine is away.",
  proof: "The tool of the place lists its archives with the declared key, asked on the host that fills it.",
  remedy: "Open the place by hand on that host (`restic snapshots`, `borg list`, `ls -l`) and see what it says.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsHost,
  *judge(subject, look) {
    const store = named(subject);
    const key = ofStore("archives", store);
    const attempt = look.attempt(key);
    if (attempt.seen) {
      archivesAt(key, look);
      return;
    }
    const said = SAID[attempt.failure];
    // Only where its shell works is the place to blame.
    if (said === undefined || !look.attempt(ofHost("clock", store.host)).seen)
      throw new NotSeen(factId(key), attempt.message);
    yield { message: `${store.name} at ${store.repository} does not open: ${attempt.message}`, ...said };
  },
});
