import { readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { ArchivesValue, ReadableValue } from "../../../../verifications/facts/backup/values.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, needPrograms, run, someData, store } from "./support/tools.ts";

const PASSWORD = "geheim";

/** A repository with two snapshots, made by restic itself. */
function repository(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  const data = someData(folder);
  const passwordFile = join(folder, "it's a key");
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  const restic = (...words: string[]) =>
    run("restic", ["-r", join(folder, "repository"), "-p", passwordFile, ...words], { cwd: folder });
  restic("init");
  restic("backup", data);
  writeFileSync(join(data, "more"), "d".repeat(100));
  restic("backup", data, "--time", "2031-01-01 02:30:00");
  return { folder, data, passwordFile, restic, repository: join(folder, "repository") };
}

test("restic tells its snapshots, newest first, with what they were made of", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { data, passwordFile, repository: there } = repository(t);
  const before = readdirSync(there, { recursive: true }).length;
  const facts = await look(store({ repository: there, passwordFile }));
  const { archives, count, encrypted, now } = seen(facts, key("archives")) as ArchivesValue;
  t.is(count, 2);
  t.true(encrypted);
  t.true(Math.abs(Date.parse(now) - Date.now()) < 60_000);
  t.like(archives[0], { time: "2031-01-01T02:30:00.000Z", bytes: 3100, files: 4, stored: null });
  t.like(archives[1], { bytes: 3000, files: 3 });
  t.deepEqual(archives[0]?.paths, [data]);
  t.regex(archives[0]?.id ?? "", /^[0-9a-f]{64}$/);
  t.is(readdirSync(there, { recursive: true }).length, before, "nothing is written, not even a lock");
  t.is(seen(facts, key("readable")), "not-asked");
  t.true((seen(facts, key("room")) as { free: number }).free > 0);
});

test("of each of many data the newest snapshot says how large it is", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { folder, passwordFile, restic, repository: there } = repository(t);
  const many = Array.from({ length: 30 }, (_, index) => join(folder, `data-${index}`));
  for (const [index, path] of many.entries()) {
    writeFileSync(path, "x".repeat(index));
    restic("backup", path, "--time", `2030-01-01 01:00:${String(index).padStart(2, "0")}`);
  }
  const { archives } = seen(
    await look(store({ repository: there, passwordFile }), { only: ["archives"] }),
    key("archives"),
  ) as ArchivesValue;
  for (const [index, path] of many.entries())
    t.like(
      archives.find(({ paths }) => paths?.[0] === path),
      { bytes: index, files: 1 },
    );
});

test("a lock of somebody else stops nobody from looking", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { passwordFile, repository: there } = repository(t);
  writeFileSync(join(there, "locks", "0".repeat(64)), "no lock");
  const facts = await look(store({ repository: there, passwordFile }), { only: ["archives"] });
  t.like(seen(facts, key("archives")), { count: 2 });
});

test("a wrong key, no key, no repository and an empty one are four different things", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { folder, passwordFile, repository: there, restic } = repository(t);
  const wrong = join(folder, "wrong");
  writeFileSync(wrong, "something else\n");
  const archives = async (changes: Parameters<typeof store>[0]) =>
    seen(await look(store(changes), { only: ["archives"] }), key("archives"));
  t.is(await archives({ repository: there, passwordFile: wrong }), "denied");
  t.is(await archives({ repository: there }), "denied");
  t.is(await archives({ repository: there, passwordFile: join(folder, "absent") }), "denied");
  t.is(await archives({ repository: join(folder, "absent"), passwordFile }), "missing");
  t.is(await archives({ repository: "sftp:", passwordFile }), "protocol");
  restic("forget", "--keep-last", "1", "--group-by", "");
  t.like(await archives({ repository: there, passwordFile }), { count: 1 });
  run("restic", ["-r", join(folder, "empty"), "-p", passwordFile, "init"], { cwd: folder });
  t.like(await archives({ repository: join(folder, "empty"), passwordFile }), { count: 0, archives: [] });
});

test("reading deep proves a whole repository, and names what is wrong with another", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { folder, passwordFile, repository: there } = repository(t);
  const readable = async (file = passwordFile) =>
    seen(
      await look(store({ repository: there, passwordFile: file }), { only: ["readable"], deep: true, longer: 120_000 }),
      key("readable"),
    ) as ReadableValue;
  const { seconds, ...whole } = await readable();
  t.deepEqual(whole, { ok: true, problems: [], share: 1 });
  t.true(seconds > 0);
  writeFileSync(join(folder, "wrong"), "x\n");
  t.like(await readable(join(folder, "wrong")), { ok: false, problems: ["wrong-key"], share: 0 });
  const packs = readdirSync(join(there, "data"), { recursive: true, encoding: "utf8" }).map((file) =>
    join(there, "data", file),
  );
  const pack = packs.find((file) => statSync(file).isFile()) as string;
  truncateSync(pack, 50);
  t.like(await readable(), { ok: false, problems: ["damaged-pack"], share: 0 });
});

test("a copy is asked on the host that holds it, with its own key", async (t) => {
  if (!needPrograms(t, "restic")) return;
  const { passwordFile, repository: there } = repository(t);
  const copies = [{ host: "master", repository: there, passwordFile }];
  const facts = await look(store({ copies }));
  t.is(seen(facts, key("archives")), "missing");
  t.like(seen(facts, key("copy", `nightly master ${there}`)), { count: 2 });
  t.false(JSON.stringify(facts).includes(PASSWORD));
});
