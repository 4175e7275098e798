import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import test from "ava";
import { planBackup } from "../../recovery/plan.ts";
import { restoreScript, STAGES, type Stage } from "../../recovery/restore.ts";
import { findOnPath } from "../../toolchain/path.ts";
import { present } from "../engine/support/requirements.ts";
import { lacking } from "./support/databases.ts";
import { type BackedUpHost, makeHost, relocate } from "./support/host.ts";

const execute = promisify(execFile);
let host: BackedUpHost | undefined;

test.before(async (t) => {
  t.timeout(300_000);
  if ((await lacking()) === undefined) host = await makeHost();
});
test.after.always(async () => host?.stop());

async function restore({ declared, stores, folder }: BackedUpHost, stage: Stage) {
  const { items } = planBackup(declared, stores);
  const own = items.filter(({ store }) => store.tool !== "tar");
  const file = join(folder, `restore-${stage}`);
  await writeFile(file, relocate(restoreScript(declared, own, stage), folder));
  return execute("sh", [file], { env: { HOME: folder } }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    ({ code, stdout, stderr }) => ({ code: code as number, said: `${stdout}${stderr}` }),
  );
}

test.serial("what a host had comes back from the copies alone, rows and all", async (t) => {
  t.timeout(300_000);
  const here = present(t, host ?? (await lacking()) ?? { absent: "the host of the test" });
  if (here === undefined || "absent" in here) return;
  const { folder, run, servers, told } = here;
  await chmod(join(folder, "data/odoo-db"), 0o710);
  const { code, said } = await run();
  t.is(code, 0, said);

  t.regex((await restore(here, "files")).said, /error: .* there already|error: .* holds something already/);
  for (const lost of ["nightly", "borg", "data", "dumps", "volumes"]) await rm(join(folder, lost), { recursive: true });
  await servers.psql("postgres", "DROP DATABASE odoo");
  await servers.psql("postgres", "CREATE DATABASE odoo");
  await servers.sql("DROP DATABASE nextcloud; CREATE DATABASE nextcloud");

  const files = await restore(here, "files");
  t.is(files.code, 0, files.said);
  t.is(readFileSync(join(folder, 'data/files/deep/it\'s "odd" $name;'), "utf8"), "two\n");
  t.is(readFileSync(join(folder, "volumes/mail/_data/letter"), "utf8"), "Dear all\n");
  t.deepEqual(readdirSync(join(folder, "dumps")).length, 6);
  t.is(statSync(join(folder, "data/odoo-db")).mode & 0o777, 0o710);

  const databases = await restore(here, "databases");
  t.is(databases.code, 0, databases.said);
  t.is((await servers.psql("odoo", 'SELECT count(*) FROM hr."Odd name"')).trim(), "100");
  t.is((await servers.psql("odoo", "SELECT login FROM res_users WHERE id = 3")).trim(), "tab\there");
  t.is((await servers.sql("SELECT note FROM nextcloud.oc_users WHERE uid = 'ada'")).trim(), "line\\nbreak");
  t.false((await told()).includes("undefined"));

  const history = await restore(here, "history");
  t.is(history.code, 0, history.said);
  t.true(readdirSync(join(folder, "nightly/snapshots")).length >= 2);

  await writeFile(
    join(folder, "dumps/nextcloud.sql.record"),
    "database\tmariadb\tnextcloud\ntable\toc_users\t2\ntable\toc_gone\t1\n",
  );
  const less = await restore(here, "databases");
  t.not(less.code, 0);
  t.regex(less.said, /error: table oc_gone: fewer rows than were recorded/);
});

test("the scripts that bring data back are ones that shellcheck has nothing to say about", async (t) => {
  const here = present(t, host ?? (await lacking()) ?? { absent: "the host of the test" });
  if (here === undefined || "absent" in here) return;
  if (!(await findOnPath("shellcheck"))) return void present(t, { absent: "shellcheck: is not on PATH." });
  const { items } = planBackup(here.declared, here.stores);
  for (const stage of STAGES) {
    const file = join(here.folder, `printed-${stage}`);
    await writeFile(file, restoreScript(here.declared, items, stage));
    // A stage calls some of the functions only.
    const { stdout } = await execute("shellcheck", ["--shell=sh", "--exclude=SC2317,SC2329", file]).catch(
      (error) => error,
    );
    t.is(stdout, "");
  }
});
