import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { digestOf, leftIn, machine, restore, restored } from "./support.ts";

const SEED = `mkdir -p live/a live/empty; printf one >live/a/one; head -c 300000 /dev/urandom >live/a/two
ln -s /etc live/away; printf x >"live/a/ two words; \\$(touch no)"; sleep 2.2`;
const STORE = {
  restic: `restic -q -r store init; restic -q -r store backup "$PWD/live"`,
  borg: `borg init -e repokey store; borg create store::first "$PWD/live"`,
  tar: `mkdir store; tar -czPf store/live.20261101.tar.gz "$PWD/live"`,
} as const;

for (const tool of ["restic", "borg", "tar"] as const)
  test(`${tool} brings files back, compares them with the live ones and leaves both as they were`, async (t) => {
    const on = await machine(t, tool);
    if (on === undefined) return;
    on.sh(`${SEED}\n${STORE[tool]}`);
    const [live, store] = [digestOf(on.live), digestOf(on.store)];
    const value = await restored(t, on, { tool });
    t.like(value, { store: "nightly", problems: [], files: 3, bytes: 300_004, whole: 300_004, unopened: 0 });
    t.like(value, { compared: 3, differing: 0, missing: 0, databases: [] });
    t.true(value.seconds > 0 && value.estimate >= value.seconds);
    t.is(digestOf(on.live), live);
    t.is(digestOf(on.store), store);
  });

for (const tool of ["restic", "borg", "tar"] as const)
  test(`a folder that ${tool} kept empty comes back empty, and is no backup of one that is not`, async (t) => {
    const on = await machine(t, tool);
    if (on === undefined) return;
    on.sh(`${SEED}\n${STORE[tool]}`);
    const source = `${on.live}/empty`;
    t.like(await restored(t, on, { tool, source }), { problems: [], files: 0, compared: 1, missing: 0 });
    on.sh("touch live/empty");
    t.like(await restored(t, on, { tool, source }), { problems: [], compared: 0 }, "nobody knows what was in it");
    on.sh("echo x >live/empty/new");
    t.like(await restored(t, on, { tool, source }), { problems: ["empty"] });
  });

test("a host may declare a folder that lies in another one", async (t) => {
  const on = await machine(t, "tar");
  if (on === undefined) return;
  on.sh(`${SEED}\n${STORE.tar}`);
  const beside = [`${on.live}/a`, `${on.live}/empty`];
  t.like(await restored(t, on, { tool: "tar", beside }), { problems: [], files: 3, differing: 0 });
});

test("a file that was changed in the archive, or is not in it, is noticed", async (t) => {
  const on = await machine(t, "tar");
  if (on === undefined) return;
  on.sh(`${SEED}; mkdir other store; cp -a live other/live; printf xne >other/live/a/one; rm other/live/a/two
sleep 2.2; tar -czf store/live.tar.gz --transform "s|^other/live|$\{PWD#/}/live|" other/live`);
  const value = await restored(t, on, { tool: "tar" });
  t.like(value, { compared: 2, differing: 1, missing: 1, problems: [] });
});

test("of much data a part is restored, and the time for all of it is reckoned", async (t) => {
  const on = await machine(t, "restic");
  if (on === undefined) return;
  on.sh(
    `mkdir live/many; for i in 1 2 3 4 5 6 7 8; do head -c 1000000 /dev/urandom >live/many/$i; done; ${STORE.restic}`,
  );
  const value = await restored(t, on, { limit: 2_500_000 });
  t.is(value.whole, 8_000_000);
  t.true(value.bytes >= 1_000_000 && value.bytes <= 2_500_000, String(value.bytes));
  t.true(value.estimate > value.seconds);
  t.deepEqual([value.differing, value.missing], [0, 0]);
});

const BROKEN: Readonly<Record<string, readonly [tool: "restic" | "borg" | "tar", script: string, problem: string]>> = {
  "the key of restic is another one": ["restic", `${STORE.restic}; echo other >key`, "wrong-key"],
  "the key of borg is another one": ["borg", `${STORE.borg}; echo other >key`, "wrong-key"],
  "a pack of restic is truncated": [
    "restic",
    `${STORE.restic}; for pack in $(find store/data -type f -size +100k); do chmod 600 $pack; truncate -s 5000 $pack; done`,
    "damaged",
  ],
  "a segment of borg is damaged": [
    "borg",
    `${STORE.borg}; for one in $(find store/data -type f -size +100k); do dd if=/dev/urandom of=$one bs=1 seek=50000 count=3000 conv=notrunc status=none; done`,
    "damaged",
  ],
  "a tar is cut in the middle": ["tar", `${STORE.tar}; truncate -s 100000 store/live.20261101.tar.gz`, "cut-off"],
  "the newest tar of the series is empty": [
    "tar",
    `${STORE.tar}; sleep 0.1; tar -czf store/live.20261102.tar.gz -T /dev/null`,
    "empty",
  ],
  "the tar of 87 bytes holds a folder without its files": [
    "tar",
    `mkdir store; tar -czPf store/live.tar.gz --no-recursion "$PWD/live"`,
    "empty",
  ],
  "there is no archive": ["restic", "restic -q -r store init", "no-archive"],
  "the archive is of another folder": [
    "restic",
    `restic -q -r store init; restic -q -r store backup /etc/hostname`,
    "not-in-archive",
  ],
  "there is no repository": ["restic", "mkdir store", "not-a-repository"],
};

for (const [situation, [tool, script, problem]] of Object.entries(BROKEN))
  test(`${situation}: ${problem} and nothing else`, async (t) => {
    const on = await machine(t, tool);
    if (on === undefined) return;
    on.sh(`${SEED}\n${script}`);
    const live = digestOf(on.live);
    t.deepEqual((await restored(t, on, { tool })).problems, [problem]);
    t.is(digestOf(on.live), live);
  });

test("what an archive holds cannot write outside of the scratch folder", async (t) => {
  const on = await machine(t, "tar", "mknod");
  if (on === undefined) return;
  const outside = join(on.folder, "outside");
  mkdirSync(outside, { mode: 0o777 });
  on.sh(`${SEED}; mkdir store; chmod 777 outside`);
  const inLive = (name: string) => `$\{PWD#/}/live/${name}`;
  const hostile = {
    "a name with two points": `tar -cf store/live.tar --transform "s|^live/a/one|${inLive("../../outside/one")}|" -P live/a/one`,
    "a link, and a file below it": `ln -s "$PWD/outside" link; mkdir -p deep/link; printf x >deep/link/file
tar -cf store/live.tar --transform "s|^link|${inLive("link")}|;s|^deep/link|${inLive("link")}|" link deep/link/file`,
    "a device": `mknod null c 1 3; tar -cf store/live.tar --transform "s|^null|${inLive("null")}|" null`,
  };
  for (const [what, script] of Object.entries(hostile)) {
    on.sh(`rm -rf store/* link deep null; ${script}`);
    const value = await restored(t, on, { tool: "tar" });
    t.deepEqual(value.problems, ["hostile"], what);
    t.deepEqual(leftIn(outside), [], what);
  }
});

test("nothing is restored where scratch lies in live data, in the store, or where both are mounted a second time", async (t) => {
  const on = await machine(t, "restic", "mount");
  if (on === undefined) return;
  on.sh(`${SEED}; mkdir -p live/deep/below twice; ${STORE.restic}`);
  symlinkSync(join(on.live, "deep"), join(on.folder, "linked"));
  const live = digestOf(on.live);
  const refused = async (scratch: string) => {
    const observation = await restore(on, { scratch });
    t.is(observation.status, "failed", scratch);
    t.regex(observation.status === "failed" ? observation.message : "", /lies in live data/, scratch);
  };
  await refused(on.live);
  await refused(join(on.live, "deep"));
  await refused(join(on.folder, "linked"));
  await refused(on.store);
  on.sh("mount --bind live/deep twice");
  try {
    await refused(join(on.folder, "twice"));
    await refused(join(on.folder, "twice/below"));
  } finally {
    on.sh("umount twice");
  }
  t.is(digestOf(on.live), live);
});

test("a drill does not begin where the disk would be filled", async (t) => {
  const on = await machine(t, "restic", "mount");
  if (on === undefined) return;
  on.sh(`head -c 9000000 /dev/urandom >live/large; ${STORE.restic}; mkdir small; mount -t tmpfs -o size=8m none small`);
  try {
    const observation = await restore(on, { scratch: join(on.folder, "small") });
    t.like(observation, { status: "failed", failure: "denied" });
    t.regex(observation.status === "failed" ? observation.message : "", /too little room/);
    t.deepEqual(leftIn(join(on.folder, "small")), []);
  } finally {
    on.sh("umount small");
  }
});

test("a drill that finds no scratch folder says so", async (t) => {
  const on = await machine(t, "restic");
  if (on === undefined) return;
  writeFileSync(join(on.folder, "file"), "");
  for (const name of ["file", "nowhere"])
    t.like(await restore(on, { scratch: join(on.folder, name) }), { status: "failed", failure: "missing" });
});
