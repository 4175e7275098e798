import { readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import { EVERY } from "./support/declared.ts";

const WITHOUT = EVERY.filter(([, { healthcheck }]) => "absent" in healthcheck).map(
  ([host, { name }]) => `${host}/${name}`,
);

test("every container but the one whose image holds a single program has a healthcheck", (t) => {
  t.deepEqual(WITHOUT, ["master/cloudflared"]);
});

test("a container without a healthcheck has a waiver that says why", (t) => {
  const waivers: readonly { rule: string; subject: string }[] = parse(readFileSync("waivers.yaml", "utf8")).waivers;
  for (const subject of WITHOUT)
    t.true(
      waivers.some((waiver) => waiver.subject === subject && waiver.rule.startsWith("healthcheck")),
      subject,
    );
});

test("every healthcheck says in one line what its success proves", (t) => {
  for (const [host, { name, healthcheck }] of EVERY)
    if (!("absent" in healthcheck)) t.regex(healthcheck.proves, /^[^\n]{20,120}$/, `${host}/${name}`);
});

test("no healthcheck is written so that it cannot fail", (t) => {
  for (const [host, { name, healthcheck }] of EVERY)
    if (!("absent" in healthcheck)) {
      const line = healthcheck.test.join(" ");
      t.notRegex(line, /\|\|\s*(true|:|exit 0|echo)|;\s*(true|exit 0)\s*$|pgrep|\bps\b/, `${host}/${name}`);
    }
});

test("a database's healthcheck asks the database, it does not only ping the server", (t) => {
  const tests = new Map(
    EVERY.flatMap(([host, { name, healthcheck }]) =>
      "absent" in healthcheck ? [] : [[`${host}/${name}`, healthcheck.test.join(" ")] as const],
    ),
  );
  t.regex(tests.get("lady/nextcloud-db") ?? "", /SHOW TABLES/);
  t.regex(tests.get("lady/mailcowdockerized-mysql-mailcow-1") ?? "", /SHOW TABLES/);
  t.regex(tests.get("lady/odoo-db") ?? "", /SELECT 1/);
  t.regex(tests.get("lady/nextcloud") ?? "", /"installed":true/);
});
