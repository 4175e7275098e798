import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import test, { type ExecutionContext } from "ava";
import { type Content, contentOf, encryptedOf } from "../../../../verifications/facts/backup/content.ts";
import type { ArchivesValue } from "../../../../verifications/facts/backup/values.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, needPrograms, run, someData, store } from "./support/tools.ts";

const MARIADB = "-- MariaDB dump 10.19\n--\nCREATE TABLE t (id int);\n-- Dump completed on 2026-11-23  2:30:00\n";
const POSTGRESQL =
  "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE t (id int);\n\n--\n-- PostgreSQL database dump complete\n--\n\n";

/** A folder for archives, and what puts files in it, each an hour newer than the one before. */
function folder(t: ExecutionContext) {
  const there = join(temporaryFolder(t), "it's -a; folder");
  mkdirSync(there);
  let hour = 0;
  const put = (name: string, content: Buffer | string) => {
    writeFileSync(join(there, name), content);
    const time = Date.UTC(2026, 10, 22, hour++) / 1000;
    utimesSync(join(there, name), time, time);
  };
  return { there, put };
}

const archives = async (repository: string) =>
  seen(await look(store({ tool: "tar", repository }), { only: ["archives"] }), key("archives"));
const readable = async (repository: string, megabytes = 100) =>
  seen(
    await look(store({ tool: "tar", repository }), { only: ["readable"], deep: true, longer: 60_000, megabytes }),
    key("readable"),
  );

const tar = (cwd: string, ...words: string[]) =>
  execFileSync("tar", ["-cf", "-", ...words], { cwd, stdio: ["ignore", "pipe", "ignore"] });

test("archives of a folder are told by their content, newest first, whatever their names promise", async (t) => {
  const { there, put } = folder(t);
  const data = someData(temporaryFolder(t));
  put("old.tar.gz", gzipSync(tar("/", data)));
  put("new; rm -rf $(pwd).txt", tar("/", data, "/etc/hostname"));
  put("newest.tar.gz.sha256", `${"ab".repeat(32)}  newest.tar.gz\n`);
  put("dump.sql.record", "database\tpostgresql\todoo\ntable\tpublic.x\t1\n");
  symlinkSync("/etc/passwd", join(there, "link.tar"));
  execFileSync("mkfifo", [join(there, "pipe.tar")]);
  writeFileSync(join(there, "two\nlines.tar"), "x");
  const { archives: list, count, encrypted } = (await archives(there)) as ArchivesValue;
  t.deepEqual(
    list.map(({ id }) => id),
    ["new; rm -rf $(pwd).txt", "old.tar.gz"],
  );
  t.is(count, 2);
  t.false(encrypted);
  t.like(list[0], { time: "2026-11-22T01:00:00.000Z", files: 4, paths: ["/etc/hostname", data].sort() });
  t.like(list[1], { bytes: 3000, files: 3, paths: [data] });
  t.true((list[1]?.stored ?? 0) > 100);
});

test("a dump is made of itself, also inside gzip, and an archive of a folder without a name does not say of what", async (t) => {
  const { there, put } = folder(t);
  const data = someData(temporaryFolder(t));
  put("odoo-1.sql", POSTGRESQL);
  put("odoo-2.bin", gzipSync(MARIADB));
  put("here.tar", tar(data, "."));
  put("empty.tar.gz", gzipSync(tar(data, "-T", "/dev/null")));
  const { archives: list } = (await archives(`${there}/`)) as ArchivesValue;
  t.deepEqual(
    list.map(({ id, paths, bytes, files }) => [id, paths, bytes, files]),
    [
      ["empty.tar.gz", [], 0, 0],
      ["here.tar", null, 3000, 3],
      ["odoo-2.bin", [join(there, "odoo-2.bin")], MARIADB.length, 1],
      ["odoo-1.sql", [join(there, "odoo-1.sql")], POSTGRESQL.length, 1],
    ],
  );
});

test("an archive that is cut off says nothing of what is in it, but its size", async (t) => {
  const { there, put } = folder(t);
  put("cut.tar.gz", gzipSync(tar("/", someData(temporaryFolder(t)))).subarray(0, 87));
  put("none.tar", "");
  const many = temporaryFolder(t);
  for (const name of ["a", "b", "c"]) writeFileSync(join(many, name), randomBytes(20_000));
  const packed = gzipSync(tar("/", many));
  put("half.tar.gz", packed.subarray(0, packed.length / 2));
  const { archives: all, encrypted: half } = (await archives(there)) as ArchivesValue;
  t.like(all[0], { id: "half.tar.gz", bytes: null, files: null, paths: null });
  t.false(half);
  rmSync(join(there, "half.tar.gz"));
  const { archives: list, encrypted } = (await archives(there)) as ArchivesValue;
  t.like(list[1], { id: "cut.tar.gz", stored: 87, bytes: null, files: null, paths: null });
  t.like(list[0], { id: "none.tar", stored: 0, bytes: null, paths: null });
  t.is(encrypted, null);
});

test("only bytes decide what is encrypted", async (t) => {
  const hex = (text: string | Buffer) => Buffer.from(text).toString("hex");
  const kinds: readonly (readonly [string, Content])[] = [
    [hex("age-encryption.org/v1\n-> X25519"), "encrypted"],
    [hex("-----BEGIN PGP MESSAGE-----\n"), "encrypted"],
    [hex("Salted__12345678"), "encrypted"],
    ["85010c03aabb", "encrypted"],
    ["8c0d04090302", "encrypted"],
    ["85010c09aabb", "other"],
    [hex("backup.tar.gpg"), "other"],
    ["", "other"],
    ["0".repeat(530), "zeros"],
    ["0".repeat(174), "other"],
    [hex("PGDMP"), "pgdump"],
    [hex(MARIADB), "sql"],
    [hex(POSTGRESQL), "sql"],
  ];
  for (const [head, content] of kinds) t.is(contentOf(head), content, head);
  t.is(encryptedOf("other"), null);
  t.is(encryptedOf(undefined), null);
  const { there, put } = folder(t);
  put("secret.gpg", gzipSync(tar("/", "etc/hostname")));
  t.like(await archives(there), { encrypted: false });
  if (!needPrograms(t, "gpg", "openssl")) return;
  const home = temporaryFolder(t);
  writeFileSync(join(home, "in"), "x".repeat(500));
  run("gpg", ["--batch", "--homedir", home, "--passphrase", "x", "--pinentry-mode", "loopback", "-c", "in"], {
    cwd: home,
  });
  run("openssl", ["enc", "-aes-256-cbc", "-pbkdf2", "-k", "x", "-in", "in", "-out", "salted"], { cwd: home });
  put("plain.tar", readFileSync(join(home, "in.gpg")));
  t.like(await archives(there), { encrypted: true });
  put("plain.sql", readFileSync(join(home, "salted")));
  t.like(await archives(there), { encrypted: true });
  t.is(await readable(there), "not-asked", "nobody reads it without its key");
});

test("what is whole is told from what ends in the middle or is damaged", async (t) => {
  const data = someData(temporaryFolder(t));
  const plain = tar("/", data);
  const packed = gzipSync(Buffer.concat([Buffer.from("-- MySQL dump 8\n"), Buffer.alloc(90_000, "INSERT;\n")]));
  const flipped = Buffer.from(packed);
  flipped[20] = (flipped[20] ?? 0) ^ 0xff;
  const cases: readonly (readonly [Buffer | string, readonly string[]])[] = [
    [plain, []],
    [gzipSync(plain), []],
    [gzipSync(MARIADB), []],
    [POSTGRESQL, []],
    [gzipSync(plain).subarray(0, 150), ["cut-off"]],
    [plain.subarray(0, 1300), ["cut-off"]],
    [plain.subarray(0, 2560), ["cut-off"]],
    [gzipSync(POSTGRESQL.slice(0, 60)), ["cut-off"]],
    [MARIADB.slice(0, 50), ["cut-off"]],
    ["", ["cut-off"]],
    [flipped, ["damaged-pack"]],
  ];
  for (const [index, [content, problems]] of cases.entries()) {
    const { there, put } = folder(t);
    put("archive", content);
    t.like(await readable(there), { ok: problems.length === 0, problems, share: 1 }, `case ${index}`);
  }
});

test("other ways to pack are read where the host has them, and what tells nothing of itself was not seen", async (t) => {
  const { there, put } = folder(t);
  put("unknown", "x".repeat(1000));
  t.is(await readable(there), "protocol");
  t.is(await readable(join(there, "absent")), "missing");
  t.is(await archives(join(there, "absent")), "missing");
  t.is(await archives(join(there, "unknown")), "missing");
  const empty = folder(t);
  t.like(await archives(empty.there), { count: 0, archives: [] });
  t.is(await readable(empty.there), "missing");
  if (!needPrograms(t, "zstd", "xz")) return;
  for (const [program, name] of [
    ["zstd", "a.zst"],
    ["xz", "a.xz"],
  ] as const) {
    const packed = execFileSync(program, ["-qc"], { input: tar("/", "etc/hostname") });
    put(name, packed);
    t.like(await archives(there), { encrypted: false });
    t.like(await readable(there, 0), { ok: true });
    put(name, packed.subarray(0, 60));
    t.like(await readable(there, 0), { ok: false, problems: ["cut-off"] }, program);
  }
});

test("of many archives the newest are told, and how many there are in all", async (t) => {
  const { there, put } = folder(t);
  for (let index = 0; index < 520; index++) put(`dump-${index}.sql`, MARIADB);
  const { archives: list, count } = (await archives(there)) as ArchivesValue;
  t.is(count, 520);
  t.is(list.length, 500);
  t.is(list[0]?.id, "dump-519.sql");
});
