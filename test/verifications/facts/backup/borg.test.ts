import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { ArchivesValue } from "../../../../verifications/facts/backup/values.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, needPrograms, run, someData, store } from "./support/tools.ts";

/** A repository with two archives, made by borg itself. */
function repository(t: ExecutionContext, encryption = "repokey") {
  const folder = temporaryFolder(t);
  const data = someData(folder);
  const passwordFile = join(folder, "it's; a key");
  writeFileSync(passwordFile, "geheim\n");
  const there = join(folder, "repository");
  const borg = (...words: string[]) =>
    run("borg", words, { cwd: folder, env: { BORG_PASSPHRASE: "geheim", BORG_REPO: there, TZ: "Asia/Tokyo" } });
  borg("init", "-e", encryption);
  borg("create", "--timestamp", "2026-11-22T02:30:00", "::master one; 'x'", data);
  borg(
    "create",
    "--timestamp",
    "2026-11-23T02:30:00",
    "-C",
    "none",
    "--exclude",
    "/nothing",
    "::two",
    data,
    "/etc/hostname",
  );
  return { folder, data, passwordFile, there, borg };
}

const archives = async (changes: Parameters<typeof store>[0]) =>
  seen(await look(store({ tool: "borg", ...changes }), { only: ["archives"] }), key("archives"));
const readable = async (changes: Parameters<typeof store>[0], megabytes = 100) =>
  seen(
    await look(store({ tool: "borg", ...changes }), { only: ["readable"], deep: true, longer: 120_000, megabytes }),
    key("readable"),
  );

test("borg tells its archives, newest first, with the folders that it was told to keep", async (t) => {
  if (!needPrograms(t, "borg")) return;
  const { data, passwordFile, there } = repository(t);
  const before = readdirSync(there, { recursive: true, encoding: "utf8" }).sort();
  const config = readFileSync(join(there, "config"), "utf8");
  const { archives: list, count, encrypted } = (await archives({ repository: there, passwordFile })) as ArchivesValue;
  t.is(count, 2);
  t.true(encrypted);
  t.deepEqual(
    list.map(({ id }) => id),
    ["two", "master one; 'x'"],
  );
  t.deepEqual(list[0]?.paths, [data, "/etc/hostname"]);
  t.like(list[1], { paths: [data], bytes: 3000, files: 3, stored: null });
  t.true((list[0]?.bytes ?? 0) > 3000);
  t.deepEqual(readdirSync(there, { recursive: true, encoding: "utf8" }).sort(), before);
  t.is(readFileSync(join(there, "config"), "utf8"), config);
});

test("an archive that was made from a folder that it does not name, or from a list, does not say of what", async (t) => {
  if (!needPrograms(t, "borg")) return;
  const { folder, there, borg } = repository(t, "none");
  borg("create", "--timestamp", "2026-11-24T02:30:00", "::relative", "data");
  writeFileSync(join(folder, "patterns"), `R ${folder}/data\n`);
  borg("create", "--timestamp", "2026-11-25T02:30:00", "--patterns-from", "patterns", "::listed");
  const { archives: list, encrypted } = (await archives({ repository: there })) as ArchivesValue;
  t.false(encrypted, "anybody can read it");
  t.deepEqual(
    list.slice(0, 2).map(({ id, paths, files }) => [id, paths, files]),
    [
      ["listed", null, 3],
      ["relative", null, 3],
    ],
  );
});

test("what is only signed is not encrypted", async (t) => {
  if (!needPrograms(t, "borg")) return;
  const { there, passwordFile } = repository(t, "authenticated");
  t.like(await archives({ repository: there, passwordFile }), { encrypted: false });
});

test("a wrong key, no key and no repository are told apart, and a lock of another is passed by", async (t) => {
  if (!needPrograms(t, "borg")) return;
  const { folder, there, passwordFile } = repository(t);
  const wrong = join(folder, "wrong");
  writeFileSync(wrong, "something else\n");
  mkdirSync(join(folder, "nothing"));
  mkdirSync(join(there, "lock.exclusive"));
  t.like(await archives({ repository: there, passwordFile }), { count: 2 });
  t.is(await archives({ repository: there, passwordFile: wrong }), "denied");
  t.is(await archives({ repository: there }), "denied");
  t.is(await archives({ repository: join(folder, "absent"), passwordFile }), "missing");
  t.is(await archives({ repository: join(folder, "nothing"), passwordFile }), "missing");
});

test("reading deep proves all of a small repository, and the newest archive of a large one", async (t) => {
  if (!needPrograms(t, "borg")) return;
  const { folder, there, passwordFile } = repository(t);
  t.like(await readable({ repository: there, passwordFile }), { ok: true, problems: [], share: 1 });
  t.like(await readable({ repository: there, passwordFile }, -1), { ok: true, problems: [], share: 0.5 });
  writeFileSync(join(folder, "wrong"), "x\n");
  t.like(await readable({ repository: there, passwordFile: join(folder, "wrong") }), {
    ok: false,
    problems: ["wrong-key"],
  });
  const segments = readdirSync(join(there, "data/0")).map((file) => join(there, "data/0", file));
  const largest = segments.sort((a, b) => statSync(b).size - statSync(a).size)[0] as string;
  truncateSync(largest, Math.floor(statSync(largest).size / 2));
  t.like(await readable({ repository: there, passwordFile }), { ok: false, problems: ["damaged-pack"], share: 0 });
});
