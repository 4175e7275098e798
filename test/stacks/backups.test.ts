import test from "ava";
import { readDeclared } from "../../gate/declared.ts";
import { expectData } from "../../verifications/expect/data.ts";
import type { ExpectedData } from "../../verifications/expectation.ts";
import { INVENTORY } from "./support/inventory.ts";

const HOSTS = ["lady", "master"] as const;
const HOUR = 3_600;
/** Whose inventory names a backup that is made of nothing a container of theirs writes. */
const READ_ONLY = new Set(["default-landing"]);

const { stacks } = await readDeclared(".", []);
const data = new Map(stacks.map((stack) => [stack.name, expectData(stack)]));
const of = (host: string): readonly ExpectedData[] => data.get(host)?.data ?? [];
const find = (host: string, source: string) => of(host).find((one) => one.source.endsWith(source));

for (const host of HOSTS) {
  test(`everything that containers of ${host} write has a backup, or a reason to have none`, (t) => {
    t.true(of(host).length > 15);
    for (const { source, backup, unclear } of of(host)) {
      t.truthy(backup, source);
      t.is(unclear, undefined, source);
    }
    t.deepEqual(data.get(host)?.problems, []);
  });

  test(`every container of ${host} whose inventory names a backup has data that is kept`, (t) => {
    const kept = new Set(of(host).flatMap(({ containers, backup }) => (backup?.tool === "none" ? [] : containers)));
    const named = INVENTORY.hosts[host].containers.filter(({ backup = "none" }) => !backup.startsWith("none"));
    t.true(named.length > 8);
    for (const { name } of named) t.true(kept.has(name) || READ_ONLY.has(name), name);
  });
}

test("each database writes a dump of its own, which lies outside of what the containers write", (t) => {
  const files = HOSTS.flatMap((host) =>
    of(host).flatMap(({ source, database, backup }) => {
      const file = dumpOf(backup);
      if (database !== null) t.truthy(file, source);
      if (file !== undefined)
        t.false(
          of(host).some((other) => file.startsWith(`${other.source}/`)),
          file,
        );
      return file === undefined ? [] : [`${host} ${file}`];
    }),
  );
  t.is(files.length, 5);
  t.is(new Set(files).size, files.length);
});

function dumpOf(backup: ExpectedData["backup"]): string | undefined {
  return backup !== null && backup.tool !== "none" && backup.consistent.kind === "dump"
    ? backup.consistent.file
    : undefined;
}

test("mail, Nextcloud and Odoo lose no more than a day of work and are back within an hour", (t) => {
  for (const source of [
    "vmail-vol-1",
    "crypt-vol-1",
    "mysql-vol-1",
    "nextcloud/data",
    "nextcloud/db",
    "odoo/data",
    "odoo/db",
  ]) {
    const backup = find("lady", source)?.backup;
    t.true(backup !== undefined && backup !== null && backup.tool !== "none", source);
    if (backup === undefined || backup === null || backup.tool === "none") continue;
    t.true(backup.rpo <= 24 * HOUR, source);
    t.true(backup.rto <= HOUR, source);
  }
});
