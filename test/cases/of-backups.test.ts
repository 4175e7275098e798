import { readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import type { BackupPolicy } from "../../model/backup.ts";
import type { Fact, Json } from "../../verifications/fact.ts";
import {
  ago,
  archive,
  archives,
  judged,
  PROVIDER,
  restored,
  told,
  type Values,
  volume,
} from "../verifications/backup/support.ts";
import type { DataSketch, Sketch } from "../verifications/support/expectation.ts";
import { failed, seen } from "../verifications/support/run.ts";

type Evidence = Readonly<Record<string, unknown>>;
const defects = parse(readFileSync(new URL("defects.yaml", import.meta.url), "utf8")) as readonly {
  readonly id: string;
  readonly evidence: Evidence;
}[];
const evidenceOf = (id: string): Evidence => defects.find((one) => one.id === id)?.evidence ?? {};

const NO_BACKUP = evidenceOf("no-backup-on-lady-and-mail-backup-path-missing");
const SECRETS = evidenceOf("secrets-archive-not-encrypted");

const RPO = 24 * 3600;
const MAIL_PATH = (NO_BACKUP.documented_mail_backup as { readonly path: string }).path;
const volumeOf = (source: string, container: string, given: Partial<BackupPolicy> = {}): DataSketch => ({
  source,
  containers: [container],
  backup: { tool: "tar", to: "mail", rpo: RPO, ...given },
});
const dumpOf = (
  source: string,
  container: string,
  engine: "mariadb" | "postgresql" | "other",
  to: string,
): DataSketch => ({
  ...volumeOf(source, container, { to, consistent: { kind: "dump", file: `/srv/dumps/${container}.sql.gz` } }),
  database: { engine, container, image: "database:1" },
});

/** The wishes of the inventory, with the mail backup where the documents say that it lies. */
const WISHES: readonly DataSketch[] = [
  volumeOf("vmail-vol-1", "mailcowdockerized-dovecot-mailcow-1"),
  volumeOf("crypt-vol-1", "mailcowdockerized-dovecot-mailcow-1"),
  dumpOf("mysql-vol-1", "mailcowdockerized-mysql-mailcow-1", "mariadb", "mail"),
  dumpOf("nextcloud-db", "nextcloud-db", "mariadb", "dumps"),
  dumpOf("odoo-db", "odoo-db", "postgresql", "dumps"),
  dumpOf("unifi-db", "unifi-db", "other", "dumps"),
];
const LADY: Sketch = {
  hosts: [{ name: "lady", data: WISHES }],
  stores: [
    { name: "mail", tool: "tar", repository: MAIL_PATH, passwordFile: undefined, job: { timer: "mail-backup.timer" } },
    { name: "dumps", tool: "tar", repository: "/srv/dumps", passwordFile: undefined, job: { timer: "dumps.timer" } },
  ],
};
const CLOCK = seen("host.clock lady host -", { ahead: 0, within: 0.1, synchronised: true });
const NO_JOB: Values = { enabled: false, active: false, lastRun: null, nextRun: null, succeeded: null };
const missing = (name: string): Fact => ({
  ...failed(name, "refused"),
  observation: { status: "failed", failure: "missing", message: "the folder is not there" },
});

test("Lady as it was has no job, no archive of any wish, and the documented folder is not there (no-backup-on-lady-and-mail-backup-path-missing)", (t) => {
  const facts = [
    CLOCK,
    seen("backup.job lady host mail", NO_JOB),
    seen("backup.job lady host dumps", NO_JOB),
    missing("backup.archives lady host mail"),
    seen("backup.archives lady host dumps", archives([])),
    seen("provider.snapshots lady host -", PROVIDER),
  ];
  const results = judged(facts, LADY);
  const failing = told(facts, LADY);
  for (const name of [
    "backup-job-runs mail: disabled",
    "backup-job-runs dumps: disabled",
    "backup-store-opens mail: store-missing",
  ])
    t.true(failing.includes(name), `${name} in ${failing.join(", ")}`);
  t.true(results.get("backup-store-opens mail")?.remarks[0]?.message.includes(MAIL_PATH));
  const wishes = Object.keys(NO_BACKUP.declared_backup_wishes as Evidence);
  for (const { source, containers = [] } of WISHES) {
    t.true(wishes.includes(containers[0] ?? ""), source);
    for (const check of ["backup-exists", "backup-fresh", "restore-proved"]) {
      const result = results.get(`${check} ${source}`);
      t.is(result?.state, "unknown", `${check} ${source}`);
      t.regex(result?.remarks[0]?.blockedBy ?? "", /^backup-(?:store-opens lady\/mail|job-runs lady\/dumps)$/);
    }
  }
});

test("a wish that is declared nowhere is told by its name, whatever the provider keeps (no-backup-on-lady-and-mail-backup-path-missing)", (t) => {
  const bare = { hosts: [{ name: "lady", data: WISHES.map((one) => ({ ...one, backup: null })) }] };
  const failing = told([CLOCK, seen("provider.snapshots lady host -", PROVIDER)], bare);
  t.deepEqual(failing, WISHES.map(({ source }) => `backup-exists ${source}: no-policy`).sort());
});

test("nothing of it is told once each wish has a job, a young archive and a restore (no-backup-on-lady-and-mail-backup-path-missing)", (t) => {
  const job: Json = { enabled: true, active: true, lastRun: ago(9), nextRun: ago(-15), succeeded: true };
  const files = [volume("vmail-vol-1"), volume("crypt-vol-1"), "/srv/dumps/mailcowdockerized-mysql-mailcow-1.sql.gz"];
  const dumps = ["nextcloud-db", "odoo-db", "unifi-db"].map((name) => `/srv/dumps/${name}.sql.gz`);
  const database = { engine: "mariadb", name: "x", tables: 3, rows: 9, recorded: { tables: 3, rows: 9 }, problems: [] };
  const facts = [
    CLOCK,
    seen("backup.job lady host mail", job),
    seen("backup.job lady host dumps", job),
    seen("backup.archives lady host mail", archives([archive(9, { paths: files })])),
    seen("backup.archives lady host dumps", archives([archive(9, { paths: dumps })])),
    ...WISHES.map(({ source, backup, database: server }) =>
      seen(
        `drill.restore lady engine ${source}`,
        restored({ store: (backup as { readonly to: string }).to, databases: server == null ? [] : [database] }),
      ),
    ),
  ];
  const results = judged(facts, LADY);
  for (const { source } of WISHES)
    for (const check of ["backup-exists", "backup-fresh", "backup-complete", "restore-proved", "restore-in-time"])
      t.is(results.get(`${check} ${source}`)?.state, "pass", `${check} ${source}`);
  for (const name of ["mail", "dumps"])
    for (const check of ["backup-store-opens", "backup-job-runs"]) t.is(results.get(`${check} ${name}`)?.state, "pass");
});

const MASTER: Sketch = {
  hosts: [{ name: "master", data: [] }],
  stores: [{ name: "secrets", host: "master", tool: "tar", repository: "/root/backups", passwordFile: undefined }],
};
const ARTEFACT = String(SECRETS.artefact).replace("<timestamp>", "20261123");
const archiveOfSecrets = (encrypted: boolean | null, id = ARTEFACT) => [
  seen("host.clock master host -", { ahead: 0, within: 0.1, synchronised: true }),
  seen(
    "backup.archives master host secrets",
    archives([archive(9, { id, paths: null, bytes: null, files: null, stored: 5700 })], { encrypted }),
  ),
];

test("the archive of all secrets that can be listed without a key is named (secrets-archive-not-encrypted)", (t) => {
  t.is(SECRETS.size, "5.7 KB");
  const facts = archiveOfSecrets(false);
  t.true(told(facts, MASTER).includes("backup-encrypted secrets: not-encrypted"));
  t.regex(
    judged(facts, MASTER).get("backup-encrypted secrets")?.remarks[0]?.message ?? "",
    /^secrets_20261123\.tar\.gz in secrets can be read/,
  );
});

test("a name that ends as if it were encrypted changes nothing, and what nobody looked into is not well (secrets-archive-not-encrypted)", (t) => {
  t.is(judged(archiveOfSecrets(false, "secrets.tar.gz.age"), MASTER).get("backup-encrypted secrets")?.state, "fail");
  t.is(judged(archiveOfSecrets(null, "secrets.tar.gz.age"), MASTER).get("backup-encrypted secrets")?.state, "unknown");
});

test("once its content is encrypted nothing of it is told (secrets-archive-not-encrypted)", (t) => {
  t.like(SECRETS.corrected as object, { listable_without_a_key: false });
  t.is(judged(archiveOfSecrets(true), MASTER).get("backup-encrypted secrets")?.state, "pass");
});
