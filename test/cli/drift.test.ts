import test from "ava";
import { container, IMAGE_BODY } from "../policies/support/as-inspect.ts";
import { inFolder, project, readiness } from "../support/cli.ts";

const NGINX = { ...IMAGE_BODY, RepoTags: ["nginx:1.27"] };
const hostOf = (args: object) =>
  JSON.stringify([container({ name: "web", image: "nginx:1.27", ...args }), NGINX], null, 2);
const PROGRAM = `import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
new docker.Container("web", { name: "web", image: "nginx:1.27", restart: "always", labels: [{ label: "stack", value: pulumi.getStack() }] });
`;
const PROJECT = project(PROGRAM, { master: "config: {}\n", lady: "config: {}\n" });
const asDeclared = (stack: string) => hostOf({ restart: "always", labels: [{ label: "stack", value: stack }] });
const FILES = { ...PROJECT, "lady.json": asDeclared("lady"), "master.json": asDeclared("master") };

test("each stack of a project is compared with the host of its name", (t) => {
  inFolder(FILES, (folder) => {
    const both = readiness(["drift", "lady.json", "master.json"], folder);
    t.is(both.code, 0, both.stdout + both.stderr);
    t.regex(both.stdout, /2 containers of (lady, master|master, lady)/);
    t.is(readiness(["drift", "--stack", "lady", "lady.json"], folder).code, 0);
    const crossed = readiness(["drift", "lady=master.json", "master=lady.json", "--format", "json"], folder);
    t.is(crossed.code, 1);
    const { findings } = JSON.parse(crossed.stdout) as { findings: { rule: string; detail: string }[] };
    t.deepEqual([...new Set(findings.map(({ rule, detail }) => `${rule} ${detail}`))], ["drift-labels stack"]);
  });
});

test("a stack without a host, and a host without a stack, are not passed over", (t) => {
  inFolder(FILES, (folder) => {
    const half = readiness(["drift", "lady.json"], folder);
    t.is(half.code, 64);
    t.regex(half.stderr, /the stack master has no host/);
    const stranger = readiness(["drift", "lady.json", "master.json", "other=lady.json"], folder);
    t.is(stranger.code, 64);
    t.regex(stranger.stderr, /nothing is declared for other/);
    t.is(readiness(["drift"], folder).code, 64);
  });
});

test("what is no inspection, and an engine that does not answer, decide nothing", (t) => {
  inFolder({ ...FILES, "cut.json": "[{" }, (folder) => {
    for (const running of ["cut.json", "nowhere.json", "--docker=unix:///nowhere/docker.sock"]) {
      const { code, stdout } = readiness(["drift", "--stack", "lady", running, "--format", "json"], folder);
      t.is(code, 2, running);
      t.deepEqual(
        (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule),
        ["unreadable-input"],
      );
    }
  });
});

test("a compose file is compared as well, under waivers and a baseline, and every format tells of it", (t) => {
  const compose =
    "services:\n  web:\n    container_name: web\n    image: nginx:1.27\n    network_mode: bridge\n    restart: always\n";
  const waivers =
    "waivers:\n  - rule: drift-restart\n    subject: app/web\n    detail: policy\n    reason: Stopped for the move on Friday.\n    owner: ops\n    expires: 2999-01-01\n";
  const files = { "app.yaml": compose, "host.json": hostOf({ restart: "no" }), "settings/waivers.yaml": waivers };
  inFolder(files, (folder) => {
    const args = ["drift", "--declared", "app.yaml", "host.json"];
    const plain = readiness(
      [...args, "--out", "json=base.json", "--out", "sarif=x.sarif", "--out", "junit=x.xml", "--out", "html=x.html"],
      folder,
    );
    t.is(plain.code, 1, plain.stderr);
    t.regex(
      plain.stdout,
      /drift-restart\n {4}its restart policy is not as declared\n {4}at app\.yaml:6:5 services\.web\.restart/,
    );
    t.is(readiness([...args, "--baseline", "base.json"], folder).code, 0);
    const waived = readiness([...args, "--settings", "settings"], folder);
    t.is(waived.code, 0, waived.stdout + waived.stderr);
    // The same waiver is none that `check` would call unused.
    const checked = readiness(["check", "app.yaml", "--settings", "settings"], folder);
    t.notRegex(checked.stdout, /waiver-/);
  });
});
