import { archivesAt } from "../../backup/archives.ts";
import { named, needsStore, ofCopy, ofStore, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { check, NotSeen } from "../../check.ts";

export default check<StoreSubject>({
  id: "backup-encrypted",
  criterion: "backup",
  lines: ["BK-4"],
  title: "Secrets lie in a backup that anybody can read",
  why: "A backup goes to more places than the data does, and whoever finds one of them has every password in it.",
  proof:
    "The repository demands a key, or the first bytes of the newest archive are those of an encrypted container and its members cannot be listed. A mode, an owner or a name that ends in `.gpg` proves nothing. The copies are looked at, too.",
  remedy:
    "Encrypt it before it is written (restic, borg with a key, `age`, `gpg`), remove what lies there in the open, and change the secrets in it. Where nothing in it is secret, say so in the policy of the data.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: (expectation) => storesIn(expectation).filter((subject) => !holdsNothingSecret(subject)),
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const places = [
      { name: store.name, detail: "store", key: ofStore("archives", store) },
      ...store.copies.map((copy) => ({
        name: `the copy of ${store.name} on ${copy.host}`,
        detail: `${copy.host} ${copy.repository}`,
        key: ofCopy(store, copy),
      })),
    ];
    const open: string[] = [];
    for (const { name, detail, key } of places) {
      const attempt = look.attempt(key);
      const { archives, encrypted } = attempt.seen ? archivesAt(key, look) : { archives: [], encrypted: null };
      if (encrypted === false)
        yield {
          message: `${archives[0] === undefined ? name : `${archives[0].id} in ${name}`} can be read without a key`,
          detail,
          cause: "not-encrypted",
        };
      if (encrypted === null)
        open.push(attempt.seen ? `nobody saw whether ${name} can be read without a key` : attempt.message);
    }
    if (open[0] !== undefined) throw new NotSeen("backup.archives", open[0]);
  },
});

/** Only where somebody said so of everything that is declared to go there; of what goes there otherwise nobody knows. */
function holdsNothingSecret({ data }: StoreSubject): boolean {
  return (
    data.length > 0 &&
    data.every(({ data }) => {
      const policy = data?.backup;
      return policy != null && policy.tool !== "none" && policy.secret === false;
    })
  );
}
