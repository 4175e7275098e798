import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import {
  asFound,
  type BackupSpec,
  bind,
  containerArgs,
  dump,
  type Host,
  notNeeded,
  type Service,
  type Surroundings,
  volume,
  wholeFiles,
} from "../../declare/index.ts";
import { mistakes } from "../../declare/mistakes.ts";
import { readBackup } from "../../model/backup-label.ts";

const AROUND: Surroundings = {
  addresses: { public: "0.0.0.0", vpn: "100.64.0.9", loopback: "127.0.0.1" },
  edge: undefined,
  network: (name) => name,
  volume: (name) => name,
  secret: (key) => pulumi.secret(key),
};
const HOST: Host = { name: "host", networks: [{ name: "inner" }], keepVolumes: true };
const SERVICE: Service = {
  name: "db",
  image: "postgres:16.4",
  memory: 512,
  networks: ["inner"],
  healthcheck: { absent: "it is made for a test" },
};
const NIGHTLY = {
  tool: "restic",
  schedule: "daily 02:30",
  keep: { weekly: 4, daily: 7 },
  rpo: "26h",
  rto: "1h",
  consistent: dump("/srv/dumps/odoo.sql.gz"),
} as const satisfies BackupSpec;
const DATA = "/var/lib/postgresql/data";

test("what stands next to a mount becomes a label of the container, sorted among the others", (t) => {
  const { labels } = containerArgs(
    {
      ...SERVICE,
      labels: { "a.b": "1", "x.y": "2" },
      mounts: [volume("pg", DATA, NIGHTLY), bind("/srv/cache", "/cache/", notNeeded("made anew at every start"))],
    },
    AROUND,
  );
  t.deepEqual(labels, [
    { label: "a.b", value: "1" },
    { label: "readiness.backup./cache", value: "none; reason=made anew at every start" },
    {
      label: `readiness.backup.${DATA}`,
      value:
        "tool=restic; schedule=daily 02:30; keep=7 daily, 4 weekly; rpo=26h; rto=1h; consistent=dump; dump=/srv/dumps/odoo.sql.gz",
    },
    { label: "x.y", value: "2" },
  ]);
});

test("what is declared is what the label is read as", (t) => {
  const backup: BackupSpec = {
    ...NIGHTLY,
    to: "nightly",
    consistent: wholeFiles("each message is a file of its own"),
    record: "/srv/dumps/counts",
    secret: false,
  };
  const { labels } = containerArgs({ ...SERVICE, mounts: [volume("pg", DATA, backup)] }, AROUND);
  const [label] = labels as { value: string }[];
  t.deepEqual(readBackup(label?.value ?? ""), {
    backup: {
      tool: "restic",
      to: "nightly",
      schedule: "daily 02:30",
      keep: { daily: 7, weekly: 4 },
      rpo: 93_600,
      rto: 3_600,
      consistent: { kind: "none-needed", reason: "each message is a file of its own" },
      record: "/srv/dumps/counts",
      secret: false,
    },
  });
});

test("a container that is taken over as it was found carries its backup too", (t) => {
  const found = asFound({
    name: "db",
    image: "postgres:16.4",
    labels: { "x.y": "2" },
    mounts: [volume("pg", DATA, NIGHTLY)],
  });
  t.deepEqual(
    (containerArgs(found, AROUND).labels as { label: string }[]).map(({ label }) => label),
    [`readiness.backup.${DATA}`, "x.y"],
  );
});

test("a mount without a backup makes no label", (t) => {
  t.is(containerArgs({ ...SERVICE, mounts: [volume("pg", DATA)] }, AROUND).labels, undefined);
});

const of = (backup: BackupSpec, own: Partial<Service> = {}) =>
  mistakes(HOST, [{ ...SERVICE, ...own, mounts: [volume("pg", DATA, backup)] }]);

test("a backup that can be kept is no mistake", (t) => {
  t.deepEqual(of(NIGHTLY), []);
  t.deepEqual(of(notNeeded("it is a cache")), []);
});

test("a backup that nobody can keep is named with what is wrong in it", (t) => {
  const subject = `Container db has a backup of ${DATA} that nobody can keep:`;
  const wrong: [BackupSpec, string][] = [
    [{ ...NIGHTLY, rpo: "1 day" }, "rpo is no time such as 26h, 7d or 90m."],
    [{ ...NIGHTLY, keep: {} }, "keep is empty or holds characters that no text has."],
    [
      { ...NIGHTLY, keep: { daily: 0.5 } },
      "keep is no list such as 7 daily, 4 weekly of last, hourly, daily, weekly, monthly, yearly.",
    ],
    [{ ...NIGHTLY, consistent: dump("dumps/odoo.sql") }, "dump is no path of a file from the root of the host."],
    [{ ...NIGHTLY, to: "a; b" }, "to holds a semicolon or a space at an end."],
    [notNeeded(""), "reason is empty or holds characters that no text has."],
  ];
  for (const [backup, message] of wrong) t.deepEqual(of(backup), [`${subject} ${message}`]);
});

test("a label of the same name is not overwritten in silence", (t) => {
  t.deepEqual(of(NIGHTLY, { labels: { [`readiness.backup.${DATA}`]: "none; reason=nobody needs it" } }), [
    `Container db has a backup of ${DATA} both next to the mount and in a label; leave one of them out.`,
  ]);
});
