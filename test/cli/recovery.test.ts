import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { inFolder, project, readiness } from "../support/cli.ts";

/** Two hosts: one keeps a folder and a database on the other. */
const PROGRAM = `import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
const password = new pulumi.Config().getSecret("password") ?? pulumi.secret("hunter2-hunter2");
const policy = (more: string) => \`tool=restic; schedule=daily 02:30; keep=7 daily; rpo=26h; rto=1h; \${more}\`;
if (pulumi.getStack() === "one") {
  new docker.Container("db", {
    name: "db", image: "postgres:16.4", envs: [pulumi.interpolate\`POSTGRES_PASSWORD=\${password}\`],
    mounts: [{ type: "bind", source: "/srv/db", target: "/var/lib/postgresql/data" }],
    labels: [{ label: "readiness.backup./var/lib/postgresql/data", value: policy("consistent=dump; dump=/srv/dumps/db.sql.gz") }],
  });
  new docker.Container("app", {
    name: "app", image: "app:1.0",
    mounts: [
      { type: "bind", source: "/srv/app", target: "/data" },
      { type: "bind", source: "/srv/given.conf", target: "/etc/given.conf", readOnly: true },
    ],
    labels: [{ label: "readiness.backup./data", value: policy("consistent=stop") }],
  });
}
`;
const SETTINGS = `backups:
  nightly:
    { host: one, tool: restic, repository: /srv/backup, passwordFile: /root/key, timer: nightly.timer,
      copies: [{ host: two, repository: /srv/one, passwordFile: /root/one.key }] }
`;
const ESTATE = { ...project(PROGRAM, { one: "config: {}\n", two: "config: {}\n" }), "readiness.yaml": SETTINGS };

test("the job of a host is printed with what starts it", (t) =>
  inFolder(ESTATE, (folder) => {
    const { code, stdout, stderr } = readiness(["recovery", "job", "--stack", "one"], folder);
    t.is(code, 0, stderr);
    t.is(spawnSync("sh", ["-n"], { input: stdout }).status, 0);
    t.regex(stdout, /dump postgresql db \/srv\/dumps\/db\.sql\.gz/);
    t.regex(stdout, /stop app\n\s+restic_archive srv_app \/srv\/app/);
    const timer = readiness(["recovery", "job", "--stack", "one", "--print", "timer"], folder);
    t.regex(timer.stdout, /^OnCalendar=\*-\*-\* 02:30:00$/m);
  }));

test("without a place to go to, no job is printed", (t) =>
  inFolder({ ...ESTATE, "readiness.yaml": "{}\n" }, (folder) => {
    const { code, stdout, stderr } = readiness(["recovery", "job", "--stack", "one"], folder);
    t.is(code, 1);
    t.is(stdout, "");
    t.regex(stderr, /\/srv\/app: the settings have no place under `backups` for restic of one/);
  }));

test("a stack or a place that nobody declared is wrong usage", (t) =>
  inFolder(ESTATE, (folder) => {
    t.is(readiness(["recovery", "job", "--stack", "three"], folder).code, 64);
    t.is(readiness(["recovery", "job", "--stack", "one", "--place", "weekly"], folder).code, 64);
    t.is(readiness(["recovery", "restore", "--stack", "one"], folder).code, 64);
    t.is(readiness(["recovery", "runbook", "--stack", "one", "--measured", "readiness.yaml"], folder).code, 64);
  }));

test("a place on a host that nobody declared is wrong usage, and is named", (t) =>
  inFolder({ ...ESTATE, "readiness.yaml": SETTINGS.replace("host: two", "host: too") }, (folder) => {
    for (const words of [["recovery", "job", "--stack", "one"], ["verify"]]) {
      const { code, stdout, stderr } = readiness(words, folder);
      t.is(code, 64);
      t.is(stdout, "");
      t.regex(
        stderr,
        /readiness\.yaml: a copy of the place nightly of backups is on too, and there is no such stack; there are one, two/,
      );
    }
  }));

test("the runbook names what is needed, says no secret, and each of its commands can be read by a shell", (t) =>
  inFolder(ESTATE, (folder) => {
    const { code, stderr } = readiness(["recovery", "runbook", "--stack", "one", "--out", "runbook.md"], folder);
    t.is(code, 0, stderr);
    const text = readFileSync(join(folder, "runbook.md"), "utf8");
    t.regex(text, /^- secrets of db \(POSTGRES_PASSWORD\)/m);
    t.notRegex(text, /hunter2/);
    t.regex(text, /`\/srv\/given\.conf`/);
    t.regex(text, /ssh "\$keeper" cat \/root\/one\.key \| ssh "\$new"/);
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block = ""]) => block);
    t.is(blocks.length, 8);
    for (const block of blocks) t.is(spawnSync("sh", ["-n"], { input: block }).status, 0, block);
  }));

test("what a rehearsal measured stands in the runbook", (t) =>
  inFolder(
    {
      ...ESTATE,
      "measured.json": JSON.stringify({
        host: "one",
        started: "2026-11-23T18:00:00.000Z",
        steps: [{ title: "Bring back the files", seconds: 61.4 }],
      }),
    },
    (folder) => {
      const { stdout } = readiness(["recovery", "runbook", "--stack", "one", "--measured", "measured.json"], folder);
      t.regex(stdout, /A rehearsal on 2026-11-23 took 61 seconds/);
      t.regex(stdout, /^\| Bring back the files \| 61 \|$/m);
    },
  ));
