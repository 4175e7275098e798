import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { CHECKOUT } from "../engine/support/checkout.ts";
import { needEngine } from "../engine/support/requirements.ts";
import { project, type Ran, ROOT, readiness } from "../support/cli.ts";
import { repository } from "../support/repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CONTAINER = (more = "") =>
  `import * as docker from "@pulumi/docker";\nnew docker.Container("web", { name: "web", image: "nginx:1.27.3"${more} });\n`;

/** The command with an engine in reach, or undefined where there is none, which the test has then said. */
async function previewer(t: ExecutionContext) {
  const engine = await needEngine(t);
  if (engine === undefined) return undefined;
  const place = temporaryFolder(t);
  const { PATH, PULUMI_HOME } = await engine.environment({
    home: join(place, "home"),
    backend: join(place, "backend"),
  });
  const env = {
    PATH: [dirname(engine.pulumi), PATH].join(delimiter),
    PULUMI_HOME,
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  return (args: readonly string[], cwd: string, more: NodeJS.ProcessEnv = {}): Ran => {
    const temporary = temporaryFolder(t);
    const before = treeOf(cwd);
    const ran = readiness(["preview", ...args], cwd, { ...env, TMPDIR: temporary, ...more });
    // The loader of TypeScript that comes with the SDK keeps its cache there, for ever.
    const left = readdirSync(temporary).filter((name) => !name.startsWith("ts-node-"));
    t.deepEqual(left, [], "a temporary folder was left behind");
    t.deepEqual(treeOf(cwd), before, "the preview wrote into the project");
    return ran;
  };
}

/** Files of a project with what they hold, without what is installed. */
function treeOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(files.map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]));
}

function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test.serial("both stacks of the estate are judged by the engine byte for byte as by the gate", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const inside = preview(["--format", "json"], CHECKOUT);
  t.is(inside.code, 0, inside.stderr);
  t.is(inside.stdout, readiness(["gate", "--format", "json"]).stdout);
  t.is(JSON.parse(inside.stdout).summary.containers, 62);
});

test.serial("every mandatory rule that is broken is told by the engine as by the gate, in every format", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const fixture = join(CHECKOUT, "test/engine/fixtures/broken");
  const folder = folderWith(t, {
    "Pulumi.yaml": readFileSync(join(fixture, "Pulumi.yaml"), "utf8"),
    "Pulumi.dev.yaml": "config: {}\n",
    "package.json": '{ "type": "module", "main": "index.ts" }',
    "index.ts": `import ${JSON.stringify(join(fixture, "index.ts"))};\n`,
  });
  const formats = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"];
  const into = (place: string) => formats.flatMap((format) => ["--out", `${format}=${join(place, format)}`]);
  const [here, there] = [temporaryFolder(t), temporaryFolder(t)];
  const inside = preview(into(there), folder);
  t.is(inside.code, 1, inside.stderr);
  t.is(readiness(["gate", ...into(here)], folder).code, 1);
  for (const format of formats)
    t.is(readFileSync(join(there, format), "utf8"), readFileSync(join(here, format), "utf8"), format);
  const { findings } = JSON.parse(readFileSync(join(there, "json"), "utf8"));
  t.true(findings.length > 40, `${findings.length} findings`);
});

test.serial("profile, settings, waivers and what is wrong with them count as in the gate", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const waiver = (more: string) =>
    `  - { ${more}, reason: it is a test of waivers, owner: ops, expires: 2099-01-01 }\n`;
  const folder = folderWith(t, {
    ...project(CONTAINER(), { dev: "config: {}\n", prod: "config: {}\n" }),
    "readiness.yaml": "profile: strict\nwaivers: accepted.yaml\n",
    "accepted.yaml": `waivers:\n${[
      "rule: restart-policy-missing, subject: dev/web",
      "rule: privileged, subject: dev/web",
      "rule: privileged, subject: none/web",
      "rule: healthcheck-missing",
    ]
      .map(waiver)
      .join("")}`,
  });
  for (const args of [[], ["--stack", "prod"], ["--profile", "default"]]) {
    const inside = preview([...args, "--format", "json"], folder);
    const gate = readiness(["gate", ...args, "--format", "json"], folder);
    t.is(inside.code, 1, inside.stderr);
    t.is(inside.stdout, gate.stdout, args.join(" "));
  }
  const rules = JSON.parse(preview(["--format", "json"], folder).stdout).findings.map(
    ({ rule }: { rule: string }) => rule,
  );
  t.is(rules.filter((rule: string) => rule === "waiver-unused").length, 2);
  t.is(rules.filter((rule: string) => rule === "waiver-invalid").length, 1);
});

test.serial("a secret of the stack is stood in for, and no passphrase is asked for", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const folder = folderWith(
    t,
    project(
      `import { Config } from "@pulumi/pulumi";\n${CONTAINER(', envs: [new Config().requireSecret("password").apply((it) => "DB_PASSWORD=" + it)]')}`,
      {
        dev: "secretsprovider: awskms://alias/key?region=eu-central-1\nencryptedkey: AAAA\nconfig:\n  small:password:\n    secure: AAABAJ8u0000\n",
      },
    ),
  );
  const inside = preview(["--format", "json"], folder);
  t.is(inside.code, 1, inside.stderr);
  t.is(inside.stdout, readiness(["gate", "--format", "json"], folder).stdout);
  t.false(inside.stdout.includes("secret-in-environment"));
});

test.serial("a program gets nothing of the environment that is not named", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const folder = folderWith(
    t,
    project(CONTAINER(", privileged: [process.env.AWS_SECRET_ACCESS_KEY, process.env.ON].includes('yes')")),
  );
  const env = { AWS_SECRET_ACCESS_KEY: "yes", ON: "yes" };
  const refused = ({ stdout }: Ran) => stdout.includes('"rule": "privileged"');
  t.false(refused(preview(["--format", "json"], folder, env)));
  t.true(refused(preview(["--format", "json", "--pass-env", "ON"], folder, env)));
});

test.serial("the daemon that a stack names is never dialled", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  let dialled = 0;
  const daemon = createServer((socket) => {
    dialled++;
    socket.destroy();
  });
  await new Promise<void>((ready) => daemon.listen(0, "127.0.0.1", ready));
  t.teardown(() => daemon.close());
  const address = daemon.address();
  const host = `tcp://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const folder = folderWith(t, project(CONTAINER(), { dev: `config:\n  docker:host: ${host}\n` }));
  const inside = preview(["--format", "json"], folder, { DOCKER_HOST: host });
  t.is(inside.code, 1, inside.stderr);
  // The server is heard only once this process waits again.
  await new Promise((later) => setTimeout(later, 200));
  t.is(dialled, 0);
});

for (const [what, program, words] of [
  ["a program that fails", 'throw new Error("out of order");\n', /the stack dev .*Error: out of order/s],
  ["a resource that the provider refuses", CONTAINER(", memory: -4"), /'web' has a problem/],
  [
    "a program that fails after all is declared",
    `${CONTAINER()}setTimeout(() => { throw new Error("too late"); }, 50);\n`,
    /too late/,
  ],
] as const)
  test.serial(`${what} ends with 2 and the engine's own words, and no report is written`, async (t) => {
    const preview = await previewer(t);
    if (preview === undefined) return;
    const folder = folderWith(t, project(program));
    const report = join(temporaryFolder(t), "report.json");
    const { code, stdout, stderr } = preview(["--out", `json=${report}`], folder);
    t.is(code, 2);
    t.is(stdout, "");
    t.regex(stderr, words);
    t.false(stderr.includes("readiness-preview-"), stderr);
    t.false(existsSync(report));
  });

test.serial("a program without a container has proved nothing", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const { code, stdout } = preview([], folderWith(t, project("export const nothing = 1;\n")));
  t.is(code, 2);
  t.regex(stdout, /nothing was judged, so nothing is proved/);
});

test.serial("a provider that cannot be had ends with 2 and the command that installs it", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const { code, stderr } = preview([], folderWith(t, project(CONTAINER())), { PULUMI_HOME: temporaryFolder(t) });
  t.is(code, 2);
  t.regex(stderr, /pulumi plugin install resource docker v5\.\d/);
});

test("without the Pulumi CLI the message says what to install", (t) => {
  const bin = temporaryFolder(t);
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(project(CONTAINER()))) writeFileSync(join(folder, name), text);
  const { code, stderr } = readiness(["preview"], folder, { PATH: bin });
  t.is(code, 2);
  t.regex(stderr, /there is no `pulumi` on PATH.*install the Pulumi CLI/);
});

test("a stack whose name is none is not previewed", (t) => {
  const folder = folderWith(t, project(CONTAINER(), { "a b": "config: {}\n" }));
  const { code, stderr } = readiness(["preview"], folder);
  t.is(code, 2);
  t.regex(stderr, /"a b" cannot be the name of a stack/);
});

test.serial("the base of a change is previewed too", async (t) => {
  const preview = await previewer(t);
  if (preview === undefined) return;
  const repo = repository(t);
  symlinkSync(join(ROOT, "node_modules"), join(repo.folder, "node_modules"));
  writeFileSync(join(repo.folder, ".git/info/exclude"), "node_modules\n");
  repo.commit("base", project(CONTAINER(", privileged: true")));
  repo.commit("head", project(CONTAINER(', ports: [{ internal: 80, external: 80, ip: "0.0.0.0" }]')));
  const { code, stdout, stderr } = preview(["--since", "HEAD~1", "--format", "json"], repo.folder);
  t.is(code, 1, stderr);
  const { findings, comparison } = JSON.parse(stdout);
  const refused = findings.filter(({ refuses }: { refuses: boolean }) => refuses);
  t.deepEqual(
    refused.map(({ rule }: { rule: string }) => rule),
    ["port-on-every-address"],
  );
  t.deepEqual(
    comparison.fixed.map(({ rule }: { rule: string }) => rule),
    ["privileged"],
  );
});
