import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import { bind, containerArgs, dump, type MountSpec, notNeeded, volume } from "../../declare/index.ts";
import { readBackup } from "../../model/backup-label.ts";
import { RULES } from "../../policies/rules/index.ts";
import { ROOT } from "../support/cli.ts";

const page = readFileSync(join(ROOT, "docs/backup.md"), "utf8");
const block = (language: string) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(page)?.[1] ?? "";

test("what the page declares next to the mounts is the labels that it shows", (t) => {
  const make = new Function("volume", "bind", "dump", "notNeeded", `return {${block("ts")}}.mounts`);
  const mounts: MountSpec[] = make(volume, bind, dump, notNeeded);
  const args = containerArgs(
    { name: "db", image: "postgres:16.4", memory: 64, healthcheck: { absent: "it is an example" }, mounts },
    {
      addresses: { public: "0.0.0.0", vpn: "100.64.0.9", loopback: "127.0.0.1" },
      edge: undefined,
      network: (name) => name,
      volume: (name) => name,
      secret: (key) => pulumi.secret(key),
    },
  );
  const shown = block("text")
    .trim()
    .split("\n")
    .map((line) => {
      const split = line.indexOf(": ");
      return { label: line.slice(0, split), value: JSON.parse(line.slice(split + 2)) as string };
    });
  t.is(shown.length, 2);
  t.deepEqual(
    args.labels,
    shown.sort((a, b) => (a.label < b.label ? -1 : 1)),
  );
  for (const { value } of shown) t.true("backup" in readBackup(value));
});

test("the page names every rule over backups", (t) => {
  const ids = RULES.map(({ id }) => id).filter((id) => /backup|^database-copied/.test(id));
  t.is(ids.length, 6);
  for (const id of ids) t.true(page.includes(`[${id}](rules/${id}.md)`), id);
});
