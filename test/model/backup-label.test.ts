import test from "ava";
import fc from "fast-check";
import { BACKUP_TOOLS, type Backup, backupLabel, type Consistency, KEPT, type Keep } from "../../model/backup.ts";
import { backupOf, formatBackup, formatSpan, parseSpan, readBackup } from "../../model/backup-label.ts";
import type { Container } from "../../model/container.ts";
import { UnknownValue } from "../../model/unknown.ts";

const DATABASE =
  "tool=restic; to=nightly; schedule=daily 02:30; keep=7 daily, 4 weekly; rpo=26h; rto=1h; consistent=dump; dump=/srv/dumps/odoo.sql.gz";

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/);
const sentence = fc.stringMatching(/^[a-zäß=,'"$%<>{}\\/](?:[ -:<-~é]{0,60}[a-z=])?$/);
const path = fc
  .array(fc.stringMatching(/^[A-Za-z0-9_ =,-]{0,10}[a-z0-9]$/), { minLength: 1, maxLength: 4 })
  .map((parts) => `/${parts.map((part) => part.trim()).join("/")}`);
const span = fc.integer({ min: 1, max: 3_660 * 86_400 });
const keep: fc.Arbitrary<Keep> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...KEPT), fc.integer({ min: 1, max: 100_000 })), {
    minLength: 1,
    selector: ([unit]) => unit,
  })
  .map((entries) => Object.fromEntries(entries));
const consistent: fc.Arbitrary<Consistency> = fc.oneof(
  fc.record({ kind: fc.constant("dump" as const), file: path }),
  fc.constant({ kind: "stop" as const }),
  fc.constant({ kind: "snapshot" as const }),
  fc.record({ kind: fc.constant("none-needed" as const), reason: sentence }),
);
const backup: fc.Arbitrary<Backup> = fc.oneof(
  fc.record({ tool: fc.constant("none" as const), reason: sentence }),
  fc
    .record({
      tool: fc.constantFrom(...BACKUP_TOOLS),
      to: fc.option(word, { nil: undefined }),
      schedule: sentence,
      keep,
      rpo: span,
      rto: span,
      consistent,
      record: fc.option(path, { nil: undefined }),
      secret: fc.boolean(),
    })
    .map((policy) => ({
      ...policy,
      record: policy.record ?? (policy.consistent.kind === "dump" ? `${policy.consistent.file}.record` : undefined),
    })),
);

test("a label is read into what it says, with the record of a dump beside it", (t) => {
  t.deepEqual(readBackup(DATABASE), {
    backup: {
      tool: "restic",
      to: "nightly",
      schedule: "daily 02:30",
      keep: { daily: 7, weekly: 4 },
      rpo: 26 * 3600,
      rto: 3600,
      consistent: { kind: "dump", file: "/srv/dumps/odoo.sql.gz" },
      record: "/srv/dumps/odoo.sql.gz.record",
      secret: true,
    },
  });
  t.deepEqual(readBackup("none; reason=fetched again at the next start"), {
    backup: { tool: "none", reason: "fetched again at the next start" },
  });
});

test("what is written as a label is read as the same backup", (t) => {
  fc.assert(fc.property(backup, (one) => t.deepEqual(readBackup(formatBackup(one)), { backup: one })));
});

test("a label that was read is written in one way, whatever way it was spelt", (t) => {
  const spelt = DATABASE.replaceAll("; ", " ;").replaceAll("=", " = ").replace("26h", "1560m");
  const read = readBackup(spelt);
  t.true("backup" in read);
  if ("backup" in read) t.is(formatBackup(read.backup), DATABASE);
});

test("a text is read as a backup or refused, and a refusal quotes nothing of it", (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...DATABASE.split(/(?=[;=, ])/), "none", "reason=x", ";", "=", "rpo=0h", "__proto__=x", "\u0000"),
    fc.string({ unit: "binary", maxLength: 20 }),
  );
  const MARK = "hunter2hunter2";
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.constant(MARK)), { maxLength: 30 }), (pieces) => {
      const read = readBackup(pieces.join(""));
      if ("mistake" in read) t.false(read.mistake.includes(MARK));
      else t.notThrows(() => formatBackup(read.backup));
    }),
  );
});

test("each way to get a label wrong is told by the name of its field", (t) => {
  const wrong: [string, string, RegExp][] = [
    ["restic", "rsync", /^tool is none of/],
    ["nightly", "../elsewhere", /^to is no name/],
    ["7 daily, 4 weekly", "7 daily, 7 daily", /^keep says daily twice/],
    ["7 daily, 4 weekly", "0 daily", /^keep is no list/],
    ["7 daily, 4 weekly", "all", /^keep is no list/],
    ["rpo=26h", "rpo=26", /^rpo is no time/],
    ["rpo=26h", "rpo=-1h", /^rpo is no time/],
    ["rto=1h", "rto=0m", /^rto is no time/],
    ["rto=1h", "rto=99999d", /^rto is no time/],
    ["rto=1h; ", "", /^rto is missing/],
    ["rto=1h", "rto=1h; rto=2h", /^rto stands there twice/],
    ["rto=1h", "rto=", /^rto is empty/],
    ["consistent=dump", "consistent=hope", /^consistent is none of/],
    ["consistent=dump", "consistent=stop", /^dump says nothing/],
    ["; dump=/srv/dumps/odoo.sql.gz", "", /^dump is missing/],
    ["/srv/dumps", "srv/dumps", /^dump is no path/],
    ["/srv/dumps", "/srv/../dumps", /^dump is no path/],
    ["consistent=dump; dump=/srv/dumps/odoo.sql.gz", "consistent=none-needed", /^reason is missing/],
    ["rto=1h", "rto=1h; secret=maybe", /^secret is neither/],
    ["rto=1h", "rto=1h; password=x", /^it has a field other than/],
    ["rto=1h", "rto", /^one of its fields has no value/],
  ];
  for (const [from, to, message] of wrong) {
    const read = readBackup(DATABASE.replace(from, to));
    t.true("mistake" in read, to);
    if ("mistake" in read) t.regex(read.mistake, message);
  }
  t.deepEqual(readBackup("none"), { mistake: "reason is missing" });
  t.deepEqual(readBackup("none; reason=x; rpo=1h"), { mistake: "rpo says nothing of what needs no backup" });
  t.true("mistake" in readBackup(""));
  t.true("mistake" in readBackup(`none; reason=${"x".repeat(3000)}`));
});

test("what no label can say is refused before it is written", (t) => {
  for (const reason of ["", " x", "a; rpo=1h", "two\nlines", "\u202ebackwards"])
    t.throws(() => formatBackup({ tool: "none", reason }), { instanceOf: RangeError }, JSON.stringify(reason));
});

test("a span has one unit, and is never nothing", (t) => {
  const spans: [string, number][] = [
    ["26h", 93_600],
    ["7d", 604_800],
    ["90m", 5_400],
    ["30s", 30],
  ];
  for (const [text, seconds] of spans) {
    t.is(parseSpan(text), seconds);
    t.is(formatSpan(seconds), text);
  }
  for (const text of ["", "0h", "1.5h", "1h30m", "24", " 1h", "1H", "1w", "1e3s"]) t.is(parseSpan(text), undefined);
  fc.assert(fc.property(span, (seconds) => t.is(parseSpan(formatSpan(seconds)), seconds)));
});

function labelled(labels: readonly [string, string][]): Container {
  return {
    labels: labels.map(([key, value], index) => ({ at: `labels.${index}`, key, value, secret: false })),
  } as unknown as Container;
}

test("a mount finds its label, however its path is spelt, and no other one", (t) => {
  const container = labelled([
    ["readiness.backup./data/", "none; reason=a cache"],
    ["readiness.backup./database", "none; reason=another"],
  ]);
  t.deepEqual(backupOf(container, "/data")?.read, { backup: { tool: "none", reason: "a cache" } });
  t.is(backupOf(container, "/data")?.at, "labels.0");
  t.is(backupOf(container, "/dat"), null);
  t.is(backupLabel("/data"), "readiness.backup./data");
});

test("a mount that is labelled twice says nothing that could be relied on", (t) => {
  const twice = labelled([
    ["readiness.backup./data", "none; reason=a cache"],
    ["readiness.backup./data/", "none; reason=a cache"],
  ]);
  t.deepEqual(backupOf(twice, "/data")?.read, { mistake: "it is declared more than once" });
});

test("a label that is not known yet is not taken for none", (t) => {
  const hidden = { labels: [] as unknown[] };
  hidden.labels.push({
    at: "labels.0",
    get key(): string {
      throw new UnknownValue("labels.0");
    },
  });
  t.throws(() => backupOf(hidden as unknown as Container, "/data"), { instanceOf: UnknownValue });
});
