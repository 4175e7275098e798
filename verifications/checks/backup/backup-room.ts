import { type Archive, archivesAt, holds, isAhead, livePath, whereSeen } from "../../backup/archives.ts";
import { named, needsStore, ofStore, policyOf, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { size } from "../../backup/words.ts";
import { check, type Look } from "../../check.ts";
import type { RoomValue } from "../../facts/backup/values.ts";

/** Bytes that every run needs: lists, indexes, locks. */
const LEAST = 16e6;
/** Share of the data that changes between two runs, where archives share what they store. */
const CHANGED = 0.01;

export default check<StoreSubject>({
  id: "backup-room",
  criterion: "backup",
  lines: ["BK-4"],
  title: "There is no room for the next backup",
  why: "The next run fails, and a repository that ran full in the middle may need repair before it takes or gives anything.",
  proof:
    "`df` of the place: as much is free as the newest archives take; where archives share what they store, as the data has grown between the last two, and at least a hundredth of it.",
  remedy:
    "Make room: apply the retention, or give the place a larger disk. Deleting archives by hand is the last thing to do.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsStore,
  *judge(subject, look) {
    const store = named(subject);
    const { free } = look.value<RoomValue>(ofStore("room", store));
    const archives = whereSeen(() => archivesAt(ofStore("archives", store), look).archives);
    const needed = Math.max(LEAST, archives === undefined ? 0 : nextRun(subject, archives, look));
    if (!(free >= needed))
      yield {
        message: `${store.name} has ${size(free)} left, and the next run needs ${size(needed)}`,
        cause: "no-room",
      };
    else archivesAt(ofStore("archives", store), look);
  },
});

/** Bytes that the next run writes, as far as the last ones tell. */
function nextRun({ data }: StoreSubject, archives: readonly Archive[], look: Look): number {
  const past = archives.filter((archive) => !isAhead(archive));
  const series = data.map((one) => {
    const policy = whereSeen(() => policyOf(one));
    const live = livePath(one, look);
    return past.filter(
      (archive) => one.data !== null && policy !== undefined && holds(archive, one.data, policy, live),
    );
  });
  const newest = new Map([...series, past].flatMap((one) => (one[0] === undefined ? [] : [[one[0].id, one] as const])));
  return [...newest.values()].reduce(
    (sum, [last, before]) => sum + (last === undefined ? 0 : written(last, before)),
    0,
  );
}

function written({ stored, bytes }: Archive, before: Archive | undefined): number {
  if (stored !== null) return stored;
  if (bytes === null) return 0;
  return Math.max(bytes * CHANGED, bytes - (before?.bytes ?? bytes));
}
