import { whereSeen } from "../../backup/archives.ts";
import { failureOf, named, ofStore, policyOf, type StoreSubject, storesIn } from "../../backup/subjects.ts";
import { duration } from "../../backup/words.ts";
import { check, type Look, NotSeen } from "../../check.ts";
import type { BackupStore } from "../../expectation.ts";
import { needsHost } from "../../expected.ts";
import { factId } from "../../fact.ts";
import type { JobValue, LogValue } from "../../facts/backup/values.ts";

export default check<StoreSubject>({
  id: "backup-job-runs",
  criterion: "backup",
  lines: ["BK-1"],
  title: "A backup does not run by itself",
  why: "A timer that was disabled for an afternoon, or a job that has failed since an update, is noticed when the backup is needed.",
  proof:
    "The declared timer or cron table is there and enabled, has run within the least `rpo` of what it keeps, and its last run ended well, as systemd or its own log says.",
  remedy:
    "Enable it (`systemctl enable --now NAME.timer`), see why the last run failed (`journalctl -u NAME`), and run it once.",
  references: [
    { title: "systemd.timer", url: "https://www.freedesktop.org/software/systemd/man/latest/systemd.timer.html" },
  ],
  validFor: 24,
  blocker: false,
  subjects: storesIn,
  blockedBy: needsHost,
  *judge(subject, look) {
    const store = named(subject);
    if (store.job === undefined)
      throw new NotSeen("stores", `the settings do not say what starts the job that fills ${store.name}`);
    const what = jobOf(store.job);
    const key = ofStore("job", store);
    const attempt = look.attempt(key);
    if (!attempt.seen) {
      if (attempt.failure !== "missing") throw new NotSeen(factId(key), attempt.message);
      yield { message: `${store.host} has no ${what}, so nothing fills ${store.name}`, cause: "job-missing" };
      return;
    }
    const { enabled, active, lastRun, succeeded } = attempt.value as JobValue;
    if (!enabled || !active) {
      yield {
        message: enabled
          ? `${what} of ${store.name} is enabled and not active, so it starts nothing until the host does`
          : `${what} of ${store.name} is disabled or not there, so nothing starts the backup`,
        cause: enabled ? "inactive" : "disabled",
      };
      return;
    }
    const least = Math.min(
      ...subject.data.flatMap((one) => whereSeen(() => policyOf(one).rpo) ?? []),
      Number.POSITIVE_INFINITY,
    );
    // Where nothing but its log knows of a run, the log has to say it.
    const log = lastRun === null || succeeded === null ? lastOf(store, look) : undefined;
    const ran = lastRun ?? log?.time ?? null;
    const age = ran === null ? undefined : (Date.parse(attempt.finished) - Date.parse(ran)) / 1000;
    if (age !== undefined && age > least)
      yield {
        message: `${what} of ${store.name} last ran ${duration(age)} ago, and ${duration(least)} may be lost`,
        detail: "ran",
        cause: "did-not-run",
      };
    if (succeeded === false)
      yield {
        message: `the last run of ${what} of ${store.name} failed`,
        detail: "ended",
        cause: "failed",
        follows: [failureOf("backup-store-opens", store), failureOf("backup-room", store)],
      };
    if (age === undefined || Number.isNaN(age))
      throw new NotSeen(factId(key), `nobody says when ${what} of ${store.name} last ran`);
    if (succeeded === null && (log === undefined || !log.written || log.errors > 0))
      throw new NotSeen(factId(key), `nobody says that the last run that fills ${store.name} ended well`);
  },
});

function lastOf(store: BackupStore, look: Look): LogValue | undefined {
  return whereSeen(() => look.value<LogValue>(ofStore("log", store)));
}

function jobOf(job: NonNullable<BackupStore["job"]>): string {
  return "timer" in job ? job.timer : `cron table ${job.cron}`;
}
