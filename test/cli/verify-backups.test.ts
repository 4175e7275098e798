import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import test from "ava";
import type { Fact } from "../../verifications/fact.ts";
import { readRecord } from "../../verifications/run/record.ts";
import { inFolder, project, readiness } from "../support/cli.ts";

const POLICY =
  "tool=tar; to=dumps; schedule=daily 02:30; keep=7 daily; rpo=26h; rto=1h; consistent=none-needed; reason=files that are whole at every moment";

const PROGRAM = `import * as docker from "@pulumi/docker";
new docker.Container("web", { name: "web", image: "web:1",
  volumes: [{ volumeName: "readiness-test-no-such-volume", containerPath: "/data" }],
  labels: [{ label: "readiness.backup./data", value: ${JSON.stringify(POLICY)} }] });
`;

test("stores of the settings are asked in every run, their data with --deep, and a record of that stands in", (t) =>
  inFolder({}, (folder) => {
    const dumps = join(folder, "dumps");
    const settings = `hosts: { prod: { shell: local } }\nbackups: { dumps: { host: prod, tool: tar, repository: ${dumps} } }\n`;
    const files = { ...project(PROGRAM, { prod: "config: {}\n" }), "readiness.yaml": settings };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    mkdirSync(dumps);
    writeFileSync(join(dumps, "shop.sql.gz"), gzipSync("-- MariaDB dump 10\n-- Dump completed on today\n"));
    const run = (...words: string[]): Map<string, Fact["observation"]> => {
      const { stderr } = readiness(["verify", "--steady", "0", "--record", "run.jsonl", ...words], folder);
      t.is(stderr.includes("Error"), false, stderr);
      const { facts } = readRecord("run", readFileSync(join(folder, "run.jsonl"), "utf8"));
      return new Map(facts.map(({ source, observation }) => [source, observation]));
    };
    const plain = run();
    t.like(plain.get("backup.archives"), { status: "seen", value: { count: 1, encrypted: false } });
    t.like(plain.get("backup.readable"), { status: "failed", failure: "not-asked" });
    t.like(plain.get("backup.data"), { status: "failed", failure: "not-asked" });
    t.like(plain.get("provider.snapshots"), { status: "failed", failure: "not-asked" });
    const deep = run("--deep");
    t.like(deep.get("backup.readable"), { status: "seen", value: { ok: true, share: 1 } });
    const data = deep.get("backup.data");
    t.regex(
      data?.status === "failed" ? data.failure : "",
      /^(missing|denied)$/,
      "there is no such volume, and it was looked for",
    );
    writeFileSync(join(folder, "deep.jsonl"), readFileSync(join(folder, "run.jsonl")));
    t.deepEqual(run("--with", "deep.jsonl").get("backup.readable"), deep.get("backup.readable"));
  }));
