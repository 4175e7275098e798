import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import test, { type ExecutionContext } from "ava";
import { backupJob } from "../../recovery/job.ts";
import { planBackup } from "../../recovery/plan.ts";
import { findOnPath } from "../../toolchain/path.ts";
import { present } from "../engine/support/requirements.ts";
import { lacking, ROOT_PASSWORD } from "./support/databases.ts";
import { type BackedUpHost, borgEnvironment, makeHost, policy, relocate } from "./support/host.ts";

const execute = promisify(execFile);
let host: BackedUpHost | undefined;

test.before(async (t) => {
  t.timeout(300_000);
  if ((await lacking()) === undefined) host = await makeHost();
});
test.after.always(async () => host?.stop());

const onHost = (title: string, use: (host: BackedUpHost, t: ExecutionContext) => Promise<void>) =>
  test.serial(title, async (t) => {
    t.timeout(300_000);
    const here = present(t, host ?? (await lacking()) ?? { absent: "the host of the test" });
    if (here !== undefined) await use(here as BackedUpHost, t);
  });

const only = ({ declared }: BackedUpHost, fits: (source: string) => boolean) => ({
  ...declared,
  data: (declared.data ?? []).filter(({ source }) => fits(source)),
});

onHost("the job is one that shellcheck has nothing to say about", async ({ declared, stores, folder }, t) => {
  const { items } = planBackup(declared, stores);
  t.is(items.length, 5);
  const file = join(folder, "printed");
  writeFileSync(file, backupJob("lady", items));
  if (!(await findOnPath("shellcheck"))) return void present(t, { absent: "shellcheck: is not on PATH." });
  const { stdout } = await execute("shellcheck", ["--shell=sh", file]).catch((error) => error);
  t.is(stdout, "");
});

onHost("the job writes what is declared, here and elsewhere, and says how it ended", async (here, t) => {
  const { folder, run, told } = here;
  const { code, said } = await run();
  t.is(code, 0, said);
  t.regex(said, /^\S+Z readiness-backup begins\n[\s\S]*\n\S+Z ended well\n$/);
  t.notRegex(said, /error/);

  const record = readFileSync(join(folder, "dumps/odoo.sql.gz.record"), "utf8");
  t.is(record, "database\tpostgresql\todoo\ntable\thr.Odd name\t100\ntable\tpublic.res_users\t3\n");
  const other = readFileSync(join(folder, "dumps/nextcloud.sql.record"), "utf8");
  t.is(other, "database\tmariadb\tnextcloud\ntable\toc_users\t2\ntable\todd `name\t50\n");
  t.regex(gunzipSync(readFileSync(join(folder, "dumps/odoo.sql.gz"))).toString(), /o'hara/);
  t.deepEqual(
    readdirSync(join(folder, "dumps")).filter((name) => name.includes("partial")),
    [],
  );

  for (const repository of ["nightly", "elsewhere/nightly"]) {
    const { stdout } = await execute("restic", [
      ...["-r", join(folder, repository), "-p", join(folder, "key"), "--no-lock", "snapshots", "--json"],
    ]);
    const snapshots = JSON.parse(stdout) as { paths: string[]; hostname: string }[];
    t.deepEqual(
      snapshots.map(({ paths, hostname }) => [hostname, ...paths.map((path) => path.slice(folder.length))]).sort(),
      [
        ["lady", "/dumps/nextcloud.sql", "/dumps/nextcloud.sql.folder", "/dumps/nextcloud.sql.record"],
        ["lady", "/dumps/odoo.sql.gz", "/dumps/odoo.sql.gz.folder", "/dumps/odoo.sql.gz.record"],
      ],
    );
  }
  // By the addresses of the job: borg takes a repository under another one for a stranger from then on.
  for (const repository of [join(folder, "borg"), `ssh://master${join(folder, "elsewhere/borg")}`]) {
    const { stdout } = await execute("borg", ["list", "--short", repository], { env: borgEnvironment(folder) });
    t.deepEqual(
      stdout
        .trim()
        .split("\n")
        .map((name) => name.split(".")[0]?.replace(/^.*?_data_/, ""))
        .sort(),
      ["files", "mail"],
    );
  }
  for (const place of ["tars", "elsewhere/tars"]) {
    const [name = "", ...others] = readdirSync(join(folder, place));
    t.deepEqual(others, []);
    t.is(
      readFileSync(join(folder, place, name))
        .subarray(0, 8)
        .toString(),
      "Salted__",
    );
  }
  const stops = (await told()).match(/^(stop|start) .*$/gm);
  t.deepEqual(stops, ["stop postfix", "stop dovecot", "start dovecot", "start postfix", "stop app", "start app"]);
});

onHost("no password is an argument, and none is said", async ({ told, run, declared }, t) => {
  const { said } = await run({ ...declared, data: (declared.data ?? []).slice(0, 2) });
  t.false((said + (await told())).includes(ROOT_PASSWORD));
});

onHost("what is kept is thinned out, and the copy with it", async (here, t) => {
  const { folder, run } = here;
  const tars = only(here, (source) => source.endsWith("stopped"));
  for (const day of ["20260101", "20260102", "20260103"])
    for (const place of ["tars", "elsewhere/tars"]) {
      const [name = ""] = readdirSync(join(folder, place));
      writeFileSync(join(folder, place, name.replace(/\d{8}T\d{6}/, `${day}T010203`)), "old");
    }
  const { code, said } = await run(tars);
  t.is(code, 0, said);
  for (const place of ["tars", "elsewhere/tars"]) {
    const names = readdirSync(join(folder, place));
    t.is(names.length, 2, names.join());
    t.notRegex(names.join(), /\.202601/);
  }
});

onHost("a part that fails does not keep the others from it, nor itself from being told", async (here, t) => {
  const { folder, run, declared } = here;
  const before = readFileSync(join(folder, "dumps/odoo.sql.gz"));
  const broken = (declared.data ?? []).map((data) =>
    data.database?.container === "odoo-db" ? { ...data, database: { ...data.database, container: "gone" } } : data,
  );
  const { code, said } = await run({ ...declared, data: broken.slice(0, 2) });
  t.is(code, 1);
  t.regex(said, /error: .*odoo-db: failed with status 1/);
  t.regex(said, /dump of nextcloud-db written/);
  t.regex(said, /error: ended with status 1, 1 parts failed\n$/);
  t.deepEqual(readFileSync(join(folder, "dumps/odoo.sql.gz")), before);
});

onHost("a dump that was cut off never gets its name, and no archive is written of the old one", async (here, t) => {
  const { folder, run } = here;
  const before = readFileSync(join(folder, "dumps/nextcloud.sql"));
  const cut = '#!/bin/sh\n/usr/bin/mariadb-dump --no-defaults --socket=SOCKET "$@" | head -c 900\n';
  const program = join(folder, "inside/mariadb-dump");
  const whole = readFileSync(program, "utf8");
  await writeFile(program, cut.replace("SOCKET", here.servers.mariadb));
  try {
    const { code, said } = await run(only(here, (source) => source.endsWith("nextcloud-db")));
    t.is(code, 1);
    t.regex(said, /nextcloud-db: its dump has no end/);
    t.notRegex(said, /saved/);
    t.deepEqual(readFileSync(join(folder, "dumps/nextcloud.sql")), before);
  } finally {
    await writeFile(program, whole);
  }
});

onHost("what was stopped is started again, also by the next run where one was killed", async (here, t) => {
  const { folder, run, told } = here;
  const mail = only(here, (source) => source === "mail");
  await rm(join(folder, "told"), { force: true });
  const failing = await run(
    mail,
    here.stores.map((store) => ({ ...store, repository: join(folder, "nowhere") })),
  );
  t.not(failing.code, 0);
  t.deepEqual((await told()).match(/^start .*$/gm), ["start dovecot", "start postfix"]);

  writeFileSync(join(folder, "state/stopped"), "left behind\n");
  await run(mail);
  t.true((await told()).includes("start left behind"));
});

onHost("what is not due is passed over, and what failed is due again", async (here, t) => {
  const { folder, run, stores } = here;
  const two = only(here, (source) => source.endsWith("files") || source === "mail");
  const broken = two.data.map((data) => (data.source === "mail" ? { ...data, source: "no-such-volume" } : data));
  const first = await run(two);
  t.is(first.code, 0, first.said);
  t.not((await run({ ...two, data: broken })).code, 0);
  const quiet = await run(two, stores, "scheduled");
  t.notRegex(quiet.said, /Archive name/);
  const again = await run({ ...two, data: broken }, stores, "scheduled");
  t.regex(again.said, /no-such-volume: failed/);
  const day = (Date.now() - 23 * 3_600_000) / 1000;
  await utimes(join(folder, "state/written/mail"), day, day);
  const late = await run(two, stores, "scheduled");
  t.regex(late.said, /Archive name: mail\./);
  t.notRegex(late.said, /Archive name: .*files/);
});

onHost("a container that does not start again is a failure of the job", async (here, t) => {
  const { folder, run } = here;
  writeFileSync(join(folder, "state/stopped"), "stubborn\n");
  writeFileSync(join(folder, "refuses"), "");
  try {
    const { code, said } = await run(only(here, (source) => source.endsWith("nextcloud-db")));
    t.is(code, 1);
    t.regex(said, /error: stubborn: does not start again/);
  } finally {
    await rm(join(folder, "refuses"));
  }
});

onHost("two runs at once are one too many", async (here, t) => {
  const held = spawn("flock", [join(here.folder, "state/lock"), "cat"], { stdio: ["pipe", "pipe", "ignore"] });
  held.stdin.write("held\n");
  await once(held.stdout, "data");
  const { code, said } = await here.run();
  held.stdin.end();
  await once(held, "close");
  t.is(code, 75);
  t.regex(said, /another run is under way/);
});

test("names are words of the shell, whatever they hold", async (t) => {
  const source = '/srv/it\'s $(touch /tmp/never) `x`;\n& "y"';
  const data = {
    ...{ source, kind: "folder" as const, containers: ["a'b"], database: null },
    backup: policy("restic", "here", { kind: "stop" }),
  };
  const declared = {
    ...{ name: "lady", containers: [], routes: [], networks: [], volumes: [], listeners: [], problems: [] },
    data: [data],
  };
  const store = {
    ...{ name: "here", host: "lady", tool: "restic" as const, repository: "/tmp/$(id)'", passwordFile: "/k y" },
    ...{ job: undefined, log: undefined, borgmatic: undefined, copies: [] },
  };
  const { items, problems } = planBackup(declared, [store]);
  t.deepEqual(problems, []);
  const job = relocate(backupJob("lady", items), "/nowhere");
  // Only the functions of what is declared, with programs that print their words.
  const functions = job.match(/^data_1\(\) \{[\s\S]*?^\}$/m)?.[0] ?? "";
  const probe = `stop() { printf '<%s>' "$@"; }\nrestic_archive() { printf '<%s>' "$RESTIC_REPOSITORY" "$RESTIC_PASSWORD_FILE" "$@"; }\nSTATE=/s\n${functions}\ndata_1\n`;
  const { stdout } = await execute("sh", ["-c", probe]);
  t.is(stdout, `<a'b></tmp/$(id)'></k y><${items[0]?.mark}><${source}>`);
});

test("no job is printed that would leave something out", (t) => {
  const base = { name: "lady", containers: [], routes: [], networks: [], volumes: [], listeners: [] };
  const of = (backup: ReturnType<typeof policy> | null, database: "mongo:7" | "cockroach:1" | null = null) =>
    planBackup(
      {
        ...base,
        problems: [],
        data: [
          {
            ...{ source: "db", kind: "volume", containers: ["db"], backup },
            database: database === null ? null : { engine: "other", container: "db", image: database },
          },
        ],
      },
      [],
    ).problems.join();
  const dump = policy("restic", "here", { kind: "dump", file: "/dumps/x" });
  t.regex(of(null), /^db: no backup is declared/);
  t.regex(of(dump), /the settings have no place under `backups` for restic of lady named here/);
  t.regex(
    planBackup({ ...base, problems: ["x: y"] }, []).problems.join(),
    /cannot be read: x: y.*its data is not known/,
  );
});
