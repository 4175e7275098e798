import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readDeclared } from "../../gate/declared.ts";
import { inFolder, project, ROOT, readiness } from "../support/cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const container = (args: string) =>
  `import * as docker from "@pulumi/docker";\nimport * as pulumi from "@pulumi/pulumi";\nconst config = new pulumi.Config();\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3-alpine", ${args} });\n`;
const gate = (files: Record<string, string>, ...args: string[]) =>
  inFolder(files, (folder) => {
    const ran = readiness(["gate", "--format", "json", ...args], folder);
    return { ...ran, judgement: ran.stdout === "" ? undefined : JSON.parse(ran.stdout) };
  });
const about = (
  judgement: { findings: { rule: string; subject: object; verdict: string; path: string }[] },
  rule: string,
) => judgement.findings.filter((finding) => finding.rule === rule);

test("the gate runs the program once for each stack with that stack's configuration", (t) => {
  const program = container("ports: [{ internal: 80, external: 8080, ip: config.require('ip') }]");
  const { code, judgement } = gate(
    project(program, { lan: "config: { small:ip: 0.0.0.0 }\n", safe: "config: { small:ip: 127.0.0.1 }\n" }),
  );
  t.is(code, 1);
  t.is(judgement.summary.containers, 2);
  t.deepEqual(
    about(judgement, "port-on-every-address").map(({ subject }) => subject),
    [{ stack: "lan", container: "web" }],
  );
});

test("modules of the program that read configuration run anew for each stack", (t) => {
  const { judgement } = gate({
    ...project("import './web.ts';\n", {
      a: "config: { small:ip: 0.0.0.0 }\n",
      b: "config: { small:ip: 127.0.0.1 }\n",
    }),
    "web.ts": container("ports: [{ internal: 80, external: 8080, ip: config.require('ip') }]"),
  });
  t.is(judgement.summary.containers, 2);
  t.is(about(judgement, "port-on-every-address").length, 1);
});

test("only the stacks that are asked for are judged", (t) => {
  const files = project(container(""), { a: "config: {}\n", b: "config: {}\n" });
  t.deepEqual(gate(files, "--stack", "b").judgement.stacks, ["b"]);
});

test("a stack without a settings file is an error that names those that have one", (t) => {
  const { code, stderr, stdout } = gate(project(container("")), "--stack", "prod");
  t.is(code, 2);
  t.is(stdout, "");
  t.regex(stderr, /stack prod has no Pulumi\.prod\.yaml.*dev/);
});

test("an output that only a deployment knows is unknown, never a pass", (t) => {
  const program = `${container("ports: [{ internal: 80, external: 1, ip: other.hostname }]")}`.replace(
    'new docker.Container("web"',
    'const other = new docker.Container("other", { name: "other", image: "nginx:1.27.3-alpine" });\nnew docker.Container("web"',
  );
  const { judgement, code } = gate(project(program));
  t.not(code, 0);
  t.is(about(judgement, "port-on-every-address")[0]?.verdict, "unknown");
});

test("an encrypted value is not decrypted and not needed, and counts as a secret", (t) => {
  const program = container(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the program holds the template
    "envs: [pulumi.interpolate`DB_PASSWORD=${config.requireSecret('pw')}`, 'APP_PASSWORD=hunter2-hunter2']",
  );
  const { judgement } = gate(project(program, { dev: "config: { small:pw: { secure: v1:abc } }\n" }));
  t.deepEqual(
    about(judgement, "secret-in-environment").map(({ path }) => path),
    ["envs[1]"],
  );
});

for (const [situation, program, says] of [
  ["throws", "throw new Error('no such host');\n", /no such host/],
  [
    "rejects later",
    "setTimeout(() => Promise.reject(new Error('late')), 5);\nawait new Promise((r) => setTimeout(r, 50));\n",
    /late/,
  ],
  ["ends its process", "process.exit(0);\n", /ends its process/],
  ["has a syntax error", "const = 1;\n", /Expression expected|Unexpected token|syntax/i],
  [
    "asks a provider for data",
    "import * as docker from '@pulumi/docker';\nawait docker.getNetwork({ name: 'x' });\n",
    /asks a provider for data/,
  ],
] as const)
  test(`a program that ${situation} is not judged and exits 2 with the reason`, (t) => {
    const { code, stdout, stderr } = gate(project(program));
    t.is(code, 2);
    t.is(stdout, "");
    t.regex(stderr, says);
    t.regex(stderr, /stack dev/);
  });

test("a program without containers proves nothing", (t) => {
  t.is(gate(project("export const nothing = 1;\n")).code, 2);
});

test("what the program prints does not get into the report", (t) => {
  const { judgement, stderr } = gate(project(`console.log("noise");\n${container("")}`));
  t.is(judgement.summary.containers, 1);
  t.regex(stderr, /noise/);
});

test("resources with hooks can be judged", (t) => {
  const program = `import * as docker from "@pulumi/docker";\nimport * as pulumi from "@pulumi/pulumi";\nconst hook = new pulumi.ResourceHook("after", () => {});\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3" }, { hooks: { afterCreate: [hook] } });\n`;
  t.is(gate(project(program)).judgement?.summary.containers, 1);
});

test("a folder outside any project is an error that says what to do", (t) => {
  const { code, stderr } = gate({ "a.txt": "" });
  t.is(code, 2);
  t.regex(stderr, /in no Pulumi project/);
});

test("configuration that is no YAML is an error that names file and line and quotes nothing", (t) => {
  const config = "config:\n  small:password: marker-of-a-secret\n  small:list: [\n";
  const { code, stdout, stderr } = gate(project(container(""), { dev: config }));
  t.is(code, 2);
  t.is(stdout, "");
  t.regex(stderr, /Pulumi\.dev\.yaml:4:1 is not valid YAML/);
  t.false(stderr.includes("marker-of-a-secret"));
});

test("a settings file with a typo is an error before anything is judged", (t) => {
  const { code, stderr } = gate({ ...project(container("")), "readiness.yaml": "profil: strict\n" });
  t.is(code, 2);
  t.regex(stderr, /readiness\.yaml:1:/);
});

test("a container knows the containers that the program makes it wait for, by their names on the host", async (t) => {
  const program = `import * as docker from "@pulumi/docker";
const network = new docker.Network("net", { name: "net" });
const db = new docker.Container("database", { name: "db", image: "postgres:17.2" });
new docker.Container("web", { name: "web", image: "nginx:1.27.3", networksAdvanced: [{ name: network.name }] }, { dependsOn: [db, network] });
`;
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(project(program))) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const { stacks } = await readDeclared(folder, []);
  t.deepEqual(
    stacks[0]?.containers.map(({ name, dependsOn }) => [name, dependsOn.map((one) => one.name)]),
    [
      ["db", []],
      ["web", ["db"]],
    ],
  );
});
