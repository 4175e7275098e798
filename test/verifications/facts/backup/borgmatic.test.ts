import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readBorgmatic } from "../../../../verifications/facts/backup/borgmatic.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { seen } from "../../support/engine.ts";
import { key, look, needPrograms, store } from "./support/tools.ts";

const SECTIONS = `
location:
    source_directories: [/etc, /srv/data]
    repositories: ["ssh://borg@lady/./master", "ssh://me:geheim@u1/./x"]
storage:
    encryption_passphrase: geheim
retention:
    keep_daily: 7
    keep_weekly: 4
consistency:
    checks: [repository, archives]
hooks:
    postgresql_databases:
        - { name: odoo, hostname: 127.0.0.1, username: odoo, password: geheim }
        - name: all
    mysql_databases: [{ name: shop }]
`;
const FLAT = `
source_directories: [/etc, /srv/data]
repositories:
    - { path: ssh://borg@lady/./master, label: lady }
    - { path: "ssh://me:geheim@u1/./x" }
encryption_passphrase: geheim
keep_daily: 7
keep_weekly: 4
checks: [{ name: repository, frequency: 2 weeks }, { name: archives }]
postgresql_databases:
    - { name: odoo, password: geheim }
    - name: all
mysql_databases: [{ name: shop }]
`;
const EXPECTED = {
  sources: ["/etc", "/srv/data"],
  repositories: ["ssh://borg@lady/./master", "ssh://me:***@u1/./x"],
  keep: { daily: 7, weekly: 4 },
  databases: ["postgresql:odoo", "postgresql:all", "mysql:shop"],
  checks: ["repository", "archives"],
};

test("both forms of a configuration say the same, and no password of it is kept", (t) => {
  t.deepEqual(readBorgmatic(SECTIONS), EXPECTED);
  t.deepEqual(readBorgmatic(FLAT), EXPECTED);
});

test("the form in sections is one that borgmatic itself takes", (t) => {
  if (!needPrograms(t, "validate-borgmatic-config")) return;
  const file = join(temporaryFolder(t), "config.yaml");
  writeFileSync(file, SECTIONS.replace("ssh://me:geheim@u1/./x", "/srv/x"));
  t.is(spawnSync("validate-borgmatic-config", ["-c", file]).status, 0);
});

test("what is no configuration was not seen, whatever it is", (t) => {
  for (const text of ["", "- a", "a: [", "a: &a [*a, *a]\nb: *c", `${"[".repeat(5000)}`])
    t.throws(() => readBorgmatic(text), { name: "Unseen" }, text.slice(0, 20));
  t.like(readBorgmatic("source_directories: geheim\nkeep_daily: many\nchecks: { a: b }"), {
    sources: [],
    keep: {},
    checks: [],
  });
});

test("a configuration is read where it lies, and one that is a pipe holds nobody up", async (t) => {
  const folder = temporaryFolder(t);
  const borgmatic = join(folder, "config.yaml");
  writeFileSync(borgmatic, FLAT);
  const read = async (file: string) => await look(store({ tool: "borg", borgmatic: file }), { only: ["borgmatic"] });
  const facts = await read(borgmatic);
  t.like(seen(facts, key("borgmatic")), EXPECTED);
  t.false(JSON.stringify(facts).includes("geheim"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  t.is(seen(await read(join(folder, "pipe")), key("borgmatic")), "missing");
});
