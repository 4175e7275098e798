import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { cronOf, systemdTime, timerOf } from "../../../../verifications/facts/backup/job.ts";
import { logOf } from "../../../../verifications/facts/backup/log.ts";
import { roomOf } from "../../../../verifications/facts/backup/room.ts";
import type { RoomValue } from "../../../../verifications/facts/backup/values.ts";
import type { Reply } from "../../../../verifications/facts/host/shell.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, store } from "./support/tools.ts";

/** What a host said in these parts, each of a command that ended well. */
function replied(parts: Readonly<Record<string, string>>, codes: Readonly<Record<string, number>> = {}): Reply {
  const all = Object.entries(parts).flatMap(([name, text]): [string, string[]][] => [
    [name, text.split("\n")],
    [`${name}end`, [`exit ${codes[name] ?? 0}`]],
  ]);
  return { parts: new Map(all), started: 0, heard: 0, ended: { failure: "protocol", message: "it did not say it" } };
}

const TIMER = `Unit=restic.service
LoadState=loaded
ActiveState=active
UnitFileState=enabled
LastTriggerUSec=Mon 2026-11-23 02:30:04 UTC
NextElapseUSecRealtime=Tue 2026-11-24 02:30:00 UTC`;
const SERVICE = `LoadState=loaded
ActiveState=inactive
Result=success
ExecMainExitTimestamp=Mon 2026-11-23 02:34:10 UTC`;

test("a timer is on, has run and will run, and its service ended well", (t) => {
  t.deepEqual(timerOf(replied({ timer: TIMER, service: SERVICE })), {
    enabled: true,
    active: true,
    lastRun: "2026-11-23T02:30:04.000Z",
    nextRun: "2026-11-24T02:30:00.000Z",
    succeeded: true,
  });
});

test("a timer that is disabled, masked, gone or never ran is told as that", (t) => {
  const timer = (...[from, to]: [string, string]) =>
    timerOf(replied({ timer: TIMER.replace(from, to), service: SERVICE }));
  t.like(timer("=enabled", "=disabled"), { enabled: false, active: true });
  t.like(timer("=active", "=inactive"), { enabled: true, active: false });
  t.like(timer("=loaded", "=masked"), { enabled: false, active: false });
  t.like(timer("=loaded", "=not-found"), { enabled: false, active: false, succeeded: null });
  t.like(timer("Mon 2026-11-23 02:30:04 UTC", "n/a"), { lastRun: null });
  t.throws(() => timerOf(replied({ timer: "" })), { name: "Unseen" });
  t.throws(() => timerOf(replied({ timer: TIMER }, { timer: 1 })), { name: "Unseen" });
  t.is(systemdTime("Mon 2026-11-23 02:30:04 CET"), null, "only what is said in UTC is known");
});

test("a service tells whether it ended well only when it has ended", (t) => {
  const service = (...[from, to]: [string, string]) =>
    timerOf(replied({ timer: TIMER, service: SERVICE.replace(from, to) })).succeeded;
  t.false(service("=success", "=exit-code"));
  t.false(service("=success", "=timeout"));
  t.is(service("=inactive", "=activating"), null);
  t.is(service("Mon 2026-11-23 02:34:10 UTC", ""), null, "it never ran");
  t.is(service("=loaded", "=not-found"), null);
  t.is(timerOf(replied({ timer: TIMER })).succeeded, null);
});

test("a cron table counts where cron takes it, and holds an entry that is not about starting the machine", (t) => {
  const cron = (file: string, lines: string, about = "owner 0\nmode 644", daemon = "cron") =>
    cronOf(replied({ table: `${about}\n${lines.replace(/^/gm, "line ")}`, daemon }), file);
  const entry = "PATH=/usr/bin\n# nightly\n30 2 * * * root restic backup /srv";
  const on = { enabled: true, active: true, lastRun: null, nextRun: null, succeeded: null };
  t.deepEqual(cron("/etc/cron.d/restic", entry), on);
  t.deepEqual(cron("/etc/crontab", "@daily root restic"), on);
  t.deepEqual(cron("/etc/cron.daily/restic", "#!/bin/sh", "owner 0\nmode 755"), on);
  t.like(cron("/etc/cron.d/restic", entry, "owner 0\nmode 644", ""), { enabled: true, active: false });
  const off = { enabled: false, active: false };
  t.like(cron("/etc/cron.d/restic.sh", entry), off, "a dot in the name makes cron pass it over");
  t.like(cron("/etc/cron.d/restic", entry, "owner 1000\nmode 644"), off);
  t.like(cron("/etc/cron.d/restic", entry, "owner 0\nmode 664"), off);
  t.like(cron("/etc/cron.daily/restic", "#!/bin/sh"), off, "a script that nobody may run");
  t.like(cron("/etc/cron.d/restic", "# 30 2 * * * root restic"), off);
  t.like(cron("/etc/cron.d/restic", "A=30 2 * * * root restic"), off);
  t.like(cron("/etc/cron.d/restic", "@reboot root restic"), off);
  t.like(cronOf(replied({ table: "absent", daemon: "cron" }), "/etc/cron.d/restic"), off);
  t.throws(() => cronOf(replied({ table: "hidden", daemon: "cron" }), "/etc/cron.d/restic"), { name: "Unseen" });
});

const log = (text: string, folder?: string, zone = "+0100") => logOf(replied({ log: text, zone }), folder);

test("the last run of a log is told by its time, its troubles and what it wrote", (t) => {
  t.deepEqual(
    log(`2026-11-22 02:30:00 error: no space left
2026-11-23 02:30:00 backup begins, password=geheim
2026-11-23 02:34:00 processed 12 files, 0 errors, no errors were found
2026-11-23 02:34:01 snapshot 1a2b3c4d saved`),
    { time: "2026-11-23T01:34:01.000Z", errors: 0, written: true, archive: "1a2b3c4d" },
  );
  t.deepEqual(
    log(`1795400000.123456 master systemd[1]: Starting restic.service...
1795400003.123456 master restic[7]: Fatal: unable to save snapshot: no space left on device
1795400003.223456 master systemd[1]: restic.service: Failed with result 'exit-code'.`),
    { time: "2026-11-23T02:13:23.000Z", errors: 2, written: false, archive: null },
  );
  t.like(log("[2026-11-23T02:30:00Z] INFO done"), { time: "2026-11-23T02:30:00.000Z", errors: 0, written: false });
  t.like(log("Repository: /srv\nArchive name: master-2026-11-23T02:30\nDuration: 3 s"), {
    time: null,
    written: true,
    archive: "master-2026-11-23T02:30",
  });
});

test("a run that wrote nothing is not covered by the one before it", (t) => {
  t.like(
    log(`open repository
snapshot 1a2b3c4d saved
open repository
Fatal: wrong password or no key found`),
    { written: false, archive: null, errors: 1 },
  );
});

test("a folder of archives is written where the log names a file in it", (t) => {
  const line = "2026-11-23 02:30:00 wrote '/srv/dumps/odoo-1.sql.gz', 12 bytes";
  t.like(log(line, "/srv/dumps/"), { written: true, archive: "odoo-1.sql.gz" });
  t.like(log(line, "/srv/other"), { written: false });
  t.like(log(line), { written: false });
  t.like(log(`${line}\nremoved '/srv/dumps/odoo-0.sql.gz'`, "/srv/dumps"), { archive: "odoo-1.sql.gz" });
});

test("a file that is called after trouble is none", (t) => {
  t.like(log('A /srv/data/error.log\nA /srv/failed/x\n{"message_type":"summary","snapshot_id":"1a2b3c4d"}'), {
    errors: 0,
    archive: "1a2b3c4d",
  });
  t.like(log("terminating with warning status, rc 1\nERROR: x\n[Error] y\npermission denied"), { errors: 3 });
});

test("a time without a year is the newest that it can be", (t) => {
  const now = new Date();
  const year = now.getUTCFullYear();
  const { time } = log("Jan  1 00:00:00 master backup: done", undefined, "+0000");
  t.is(time, `${year}-01-01T00:00:00.000Z`);
  const later = new Date(now.getTime() + 40 * 86_400_000);
  const month = later.toLocaleString("en", { month: "short", timeZone: "UTC" });
  const before = log(
    `${month} ${String(later.getUTCDate()).padStart(2)} 00:00:00 master backup: done`,
    undefined,
    "+0000",
  );
  t.true(Date.parse(before.time ?? "") < now.getTime());
});

test("a log that is not there or says nothing was not seen", (t) => {
  t.throws(() => log("\n \n"), { name: "Unseen" });
  t.throws(() => logOf(replied({ log: "x" }, { log: 1 }), undefined), { name: "Unseen" });
});

test("room is that of the file system, or nothing", (t) => {
  const head = "Filesystem 1024-blocks Used Available Capacity Mounted on";
  t.deepEqual(roomOf(replied({ room: `${head}\n/dev/vda 100 60 40 60% /a b 1 2 3 4%` })), {
    size: 102_400,
    free: 40_960,
  });
  t.throws(() => roomOf(replied({ room: head })), { name: "Unseen" });
});

/** An ssh whose programs are those of a folder first. */
function fakeHost(t: ExecutionContext, programs: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries({ ...programs, ssh: `PATH=${folder}:$PATH exec sh -s` })) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return join(folder, "ssh");
}

test("timer, journal, room and cron are asked of a host in one go", async (t) => {
  const asked = join(temporaryFolder(t), "asked");
  const ssh = fakeHost(t, {
    systemctl: `echo "$*" >>${asked}
case "$*" in
  *--value*) echo restic.service ;;
  *restic.timer) cat <<'X'\n${TIMER}\nX\n ;;
  *) cat <<'X'\n${SERVICE}\nX\n ;;
esac`,
    journalctl: `echo "$*" >>${asked}; echo "1795400003.123456 master restic[7]: snapshot 1a2b3c4d saved"`,
  });
  const folder = temporaryFolder(t);
  const shell = "ssh://master.example";
  const only = ["job", "log", "room"];
  const repository = join(folder, "not yet/there");
  const facts = await look(store({ job: { timer: "restic.timer" }, repository }), { only, ssh, shell });
  t.like(seen(facts, key("job")), { enabled: true, active: true, succeeded: true });
  t.like(seen(facts, key("log")), { archive: "1a2b3c4d", errors: 0 });
  t.true((seen(facts, key("room")) as RoomValue).size > 1_000_000);
  mkdirSync(join(folder, "cron.d"));
  writeFileSync(join(folder, "cron.d/restic"), "30 2 * * * root restic backup\n");
  writeFileSync(join(folder, "log"), "2026-11-23T02:30:00+01:00 snapshot ffffffff saved\n");
  const cron = await look(
    store({ job: { cron: join(folder, "cron.d/restic") }, log: join(folder, "log"), repository: "sftp:lady:/srv" }),
    { only, ssh, shell },
  );
  t.is((seen(cron, key("job")) as { enabled: boolean }).enabled, process.getuid?.() === 0);
  t.like(seen(cron, key("log")), { time: "2026-11-23T01:30:00.000Z", archive: "ffffffff" });
  t.is(seen(cron, key("room")), "not-asked");
});

test("what the settings do not name is not asked for", async (t) => {
  const facts = await look(store({ tool: "tar", repository: "/" }), { only: ["job", "log", "borgmatic"] });
  t.is(seen(facts, key("job")), "not-asked");
  t.is(seen(facts, key("log")), "not-asked");
  t.is(facts.length, 2);
});
