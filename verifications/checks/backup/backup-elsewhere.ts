import { type Archive, archivesAt, holds, isAhead, livePath } from "../../backup/archives.ts";
import {
  type DataSubject,
  failureOf,
  named,
  needsStore,
  ofCopy,
  ofStore,
  policyOf,
  type StoreSubject,
  storesIn,
} from "../../backup/subjects.ts";
import { duration } from "../../backup/words.ts";
import { check, type Look, NotSeen } from "../../check.ts";
import type { BackupStore } from "../../expectation.ts";
import { type FactKey, factId } from "../../fact.ts";

/** Addresses of repositories on another machine, as restic and borg take them. */
const REMOTE =
  /^(?:(?:sftp|ssh):(?:\/\/)?(?:[^@/]*@)?([^:/]+)|(?:s3|rest):(?:https?:\/\/)?(?:[^@/]*@)?([^:/]+)|(?:b2|azure|gs|swift):([^:/]+)|(?:[\w.-]+@)?([\w.-]+):[^/]*\/)/;
const HERE = /^(?:localhost|127\.[\d.]+|\[?::1\]?|0\.0\.0\.0)$/;

export default check<StoreSubject>({
  id: "backup-elsewhere",
  criterion: "backup",
  lines: ["BK-4"],
  title: "No other place holds a copy of the backups",
  why: "Fire, theft, ransomware and the end of a contract take the host and what lies on it together.",
  proof:
    "A declared copy on another host lists, for all data of the place, an archive that is no older than its `rpo`; or the place itself is on another machine. Snapshots of the provider do not count: they go with the contract.",
  remedy:
    "Copy the archives to another host or place after every run (`restic copy`, a second repository of borgmatic, `rsync`), and name it under `copies`.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const places = [
      ...(isRemote(store.repository) ? [{ name: store.name, detail: "store", key: ofStore("archives", store) }] : []),
      ...store.copies
        .filter(({ host, repository }) => host !== store.host || isRemote(repository))
        .map((copy) => ({
          name: `the copy of ${store.name} on ${copy.host}`,
          detail: `${copy.host} ${copy.repository}`,
          key: ofCopy(store, copy),
        })),
    ];
    if (places.length === 0) {
      yield {
        message:
          store.copies.length === 0
            ? `${store.name} lies on ${store.host}, and no other place is declared to hold a copy`
            : `${store.name} and every copy of it lie on ${store.host} itself`,
        cause: "no-copy",
      };
      return;
    }
    const open: NotSeen[] = [];
    for (const { name, detail, key } of places) {
      const attempt = look.attempt(key);
      if (!attempt.seen && attempt.failure === "missing")
        yield { message: `${name} is not there: ${attempt.message}`, detail, cause: "copy-missing" };
      else if (attempt.seen) yield* late(subject, store, { name, detail, key }, look);
      else open.push(new NotSeen(factId(key), attempt.message));
    }
    if (open[0] !== undefined) throw open[0];
    if (subject.data.length === 0)
      for (const { name, key } of places)
        if (archivesAt(key, look).archives.length === 0) throw new NotSeen(factId(key), `${name} holds no archive`);
  },
});

interface Place {
  readonly name: string;
  readonly detail: string;
  readonly key: FactKey;
}

function* late({ data }: StoreSubject, store: BackupStore, { name, detail, key }: Place, look: Look) {
  const { archives, since } = archivesAt(key, look);
  const behind: { readonly of: DataSubject; readonly newest: Archive | undefined; readonly rpo: number }[] = [];
  let open: DataSubject | undefined;
  for (const of of data) {
    const policy = policyOf(of);
    const { rpo } = policy;
    const live = livePath(of, look);
    const holding = archives.filter(
      (archive) => !isAhead(archive) && of.data !== null && holds(archive, of.data, policy, live),
    );
    const [newest] = holding;
    if (newest === undefined && archives.some(({ paths }) => paths === null)) open ??= of;
    else if (newest === undefined || newest.age > rpo) behind.push({ of, newest, rpo });
    else if (newest.age + since > rpo) open ??= of;
  }
  const [first] = behind;
  if (first !== undefined)
    yield {
      message: `${name} ${first.newest === undefined ? `holds no archive of ${first.of.name}` : `is behind: its newest archive of ${first.of.name} is ${duration(first.newest.age)} old, and ${duration(first.rpo)} may be lost`}${behind.length > 1 ? `, and of ${behind.length - 1} more it is no better` : ""}`,
      detail,
      cause: "copy-behind",
      follows: behind
        .flatMap(({ of }) => [failureOf("backup-fresh", of), failureOf("backup-exists", of)])
        .concat(failureOf("backup-job-runs", store)),
    };
  if (open !== undefined)
    throw new NotSeen(factId(key), `nobody can tell whether ${name} holds a recent archive of ${open.name}`);
}

function isRemote(repository: string): boolean {
  const [, ...hosts] = REMOTE.exec(repository) ?? [];
  const host = hosts.find((one) => one !== undefined);
  return host !== undefined && !HERE.test(host);
}
