import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { DEFAULT } from "../../policies/packs/default.ts";
import { levelOf } from "../../policies/packs/pack.ts";
import { RULES } from "../../policies/rules/index.ts";
import { ROOT } from "../support/cli.ts";
import { installedElsewhere } from "./support/consumer.ts";
import { walkThrough } from "./support/guide.ts";
import { askPack } from "./support/policy-pack.ts";

const consumer = installedElsewhere();
test.after.always(() => consumer.remove());
const installed = join(consumer.folder, "node_modules/pulumi-readiness");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** A program of somebody who declares a host with the package. `on` is where its port listens. */
const program = (on: string) => `
import { declareHost, notNeeded, type Service, secret, volume, wget } from "pulumi-readiness";

const web: Service = {
  name: "web",
  image: "nginx:1.27.3-alpine",
  user: "101:101",
  memory: 128,
  networks: ["front"],
  ports: [{ host: 8080, on: ${on} }],
  env: { TOKEN: secret("token") },
  mounts: [volume("pages", "/usr/share/nginx/html", notNeeded("the pages are in the repository"))],
  healthcheck: wget("http://127.0.0.1:8080/", { proves: "nginx serves its page" }),
};
declareHost(
  {
    name: "dev",
    addresses: { public: "0.0.0.0", vpn: "100.64.0.9", loopback: "127.0.0.1" },
    networks: [{ name: "front", subnet: "172.31.0.0/24" }],
    keepVolumes: true,
  },
  [web],
);
`;
const project = (on: string) => ({
  "index.ts": program(on),
  "Pulumi.yaml": "name: consumer\nruntime: { name: nodejs, options: { typescript: false } }\n",
  "Pulumi.dev.yaml": "config: {}\n",
});
const readiness = (...args: string[]) => consumer.run("npx", ["--no-install", "readiness", ...args]);

test.serial("the installed command tells what it can do", (t) => {
  const { code, stdout } = readiness("--help");
  t.is(code, 0);
  t.regex(stdout, /gate[\s\S]*check[\s\S]*explain[\s\S]*rules/);
});

test.serial("a host that is declared with the package holds, and is refused once its port is open to everyone", (t) => {
  consumer.write(project('"loopback"'));
  const sound = readiness("gate", "--format", "json");
  t.is(sound.code, 0, sound.stdout + sound.stderr);
  const enabled = RULES.filter((rule) => levelOf(DEFAULT, rule) !== "disabled");
  t.like(JSON.parse(sound.stdout), { findings: [], summary: { containers: 1, rules: enabled.length } });
  consumer.write(project('{ address: "0.0.0.0" }'));
  const open = readiness("gate", "--format", "json");
  t.is(open.code, 1);
  t.deepEqual(
    JSON.parse(open.stdout).findings.map(({ rule, detail }: { rule: string; detail: string }) => [rule, detail]),
    [["port-on-every-address", "8080/tcp"]],
  );
});

test.serial("the installed command judges compose files and explains its rules", (t) => {
  consumer.write({ "compose.yaml": "services:\n  web:\n    image: nginx:latest\n    ports: ['8080:80']\n" });
  const { code, stdout } = readiness("check", "compose.yaml");
  t.is(code, 1);
  t.regex(stdout, /compose\.yaml:4:\d+ services\.web\.ports\[0\]/);
  t.is(readiness("explain", "port-on-every-address").code, 0);
});

test.serial("the installed command judges many compose files, where there are cores for it in several threads", (t) => {
  const names = Array.from({ length: 40 }, (_, index) => `many/stack-${index}.yaml`);
  consumer.write(Object.fromEntries(names.map((name) => [name, "services:\n  web:\n    image: nginx:latest\n"])));
  const { code, stdout, stderr } = readiness("check", "--format", "json", ...names);
  t.is(code, 1, stderr);
  const { stacks, findings } = JSON.parse(stdout) as { stacks: string[]; findings: { subject: { stack: string } }[] };
  t.is(stacks.length, 40);
  t.is(new Set(findings.map(({ subject }) => subject.stack)).size, 40);
});

/** What a consumer may count on of each entry; the test below holds that no entry is missing here. */
const ENTRIES: Record<string, readonly string[]> = {
  ".": ["declareHost", "exec", "secret", "volume", "wget", "dynamicFile"],
  "./gate": ["checkFiles", "gate", "ProgramError"],
  "./model": ["parseImage", "readCompose", "readStack", "UnknownValue"],
  "./policies": ["judgeStacks", "policiesOf", "RULES", "rule", "servePack"],
  "./verifications": ["CHECKS", "expect", "judgeRun", "readRecord", "verify"],
  "./verifications/component": ["Verification"],
};

test.serial("every entry of the package can be imported, code and data alike", (t) => {
  const code = Object.keys(manifest.exports).filter((entry) => !entry.endsWith(".json"));
  t.deepEqual(code.toSorted(), Object.keys(ENTRIES));
  const wanted = Object.entries(ENTRIES).map(([entry, names]) => [entry.replace(".", "pulumi-readiness"), names]);
  const data = Object.keys(manifest.exports).filter((entry) => entry.endsWith(".json"));
  consumer.write({
    "entries.mjs": `
for (const [entry, names] of ${JSON.stringify(wanted)}) {
  const module = await import(entry);
  for (const name of names) if (module[name] === undefined) throw new Error(entry + " has no " + name);
}
for (const entry of ${JSON.stringify(data.map((entry) => entry.replace(".", "pulumi-readiness")))})
  await import(entry, { with: { type: "json" } });
const { RULES } = await import("pulumi-readiness/policies");
console.log(RULES.length);
`,
  });
  const { code: status, stdout, stderr } = consumer.run(process.execPath, ["entries.mjs"]);
  t.is(status, 0, stderr);
  t.is(stdout, `${RULES.length}\n`);
});

test.serial("the declarations of every entry satisfy a strict compiler", (t) => {
  const imports = Object.entries(ENTRIES).map(
    ([entry, names], index) =>
      `import { ${names.map((name) => `${name} as ${name}${index}`).join(", ")} } from "${entry.replace(".", "pulumi-readiness")}";\nexport const entry${index} = [${names.map((name) => `${name}${index}`).join(", ")}];`,
  );
  const use = `
import type { Container, Stack } from "pulumi-readiness/model";
import { type Judgement, RULES, rule } from "pulumi-readiness/policies";
import { checkFiles, gate } from "pulumi-readiness/gate";
export const own = rule({
  id: "own", title: "t", why: "w", remedy: "r", references: [],
  premises: { precondition: "reach", impact: "container" },
  *check(container: Container) {
    if (container.privileged) yield { at: "privileged", message: "m" };
    // @ts-expect-error a rule may not write the model
    container.privileged = false;
  },
});
export const names = (stack: Stack): readonly string[] => stack.containers.map(({ name }) => name);
export const judged: Promise<Judgement> = gate({ folder: ".", today: "2026-11-23" });
export const checked: Judgement = checkFiles({ files: [], today: "2026-11-23" });
export const ids: readonly string[] = RULES.map(({ id }) => id);
`;
  consumer.write({
    ...project('"vpn"'),
    "use.ts": use,
    "imports.ts": `${imports.join("\n")}\n`,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2023",
        module: "nodenext",
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        types: [],
      },
      files: ["index.ts", "use.ts", "imports.ts"],
    }),
  });
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { code, stdout } = consumer.run(process.execPath, [tsc, "-p", ".", "--pretty", "false"]);
  const lines = stdout.split("\n").filter((line) => line !== "");
  // @pulumi/policy 1.21.0 imports two names in its declarations that its other declarations do not export.
  const own = lines.filter((line) => !line.startsWith("node_modules/@pulumi/policy/"));
  t.deepEqual(own, []);
  t.is(code, lines.length === 0 ? 0 : 2);
});

test.serial("the policy pack in the package starts as the engine starts it, and refuses an open port", async (t) => {
  const pack = realpathSync(join(installed, "dist/policies"));
  const { info, diagnostics } = await askPack(consumer.folder, pack, {
    type: "docker:index/container:Container",
    name: "web",
    inputs: { name: "web", image: "nginx:1.27.3-alpine", ports: [{ internal: 80, external: 80, ip: "0.0.0.0" }] },
  });
  t.is(info.name, "readiness");
  t.is(info.version, manifest.version);
  t.true(info.policiesList.length >= RULES.filter(({ scope }) => scope === "container").length);
  const [refusal] = diagnostics.filter(({ policyname }) => policyname === "port-on-every-address");
  t.regex(refusal?.message ?? "", /80\/tcp is open on every address/);
  t.is(refusal?.enforcementlevel, 1);
});

test.serial(
  "the policy pack that init writes starts as the engine starts it, and reads the settings above it",
  async (t) => {
    consumer.write({
      ...project('"loopback"'),
      "readiness.yaml": "rules: { port-on-every-address: { level: advisory, because: a test } }\n",
    });
    const { code, stderr } = readiness("init");
    t.is(code, 0, stderr);
    const { info, diagnostics } = await askPack(consumer.folder, join(consumer.folder, "readiness-policies"), {
      type: "docker:index/container:Container",
      name: "web",
      inputs: { name: "web", image: "nginx:1.27.3-alpine", ports: [{ internal: 80, external: 80, ip: "0.0.0.0" }] },
    });
    t.is(info.name, "readiness");
    const [advice] = diagnostics.filter(({ policyname }) => policyname === "port-on-every-address");
    t.is(advice?.enforcementlevel, 0);
  },
);

test.serial("the guide leads from npm install to a refused pull request, command by command", (t) => {
  const { walked, workflow } = walkThrough(consumer);
  t.deepEqual(
    walked.map(({ command, code }) => [command, code]),
    walked.map(({ command }, index) => [command, index === walked.length - 1 ? 1 : 0]),
    walked.map(({ command, output }) => `${command}\n${output}`).join("\n"),
  );
  const last = walked.at(-1);
  t.regex(last?.output ?? "", /::error .*8080\/tcp is open on every address/);
  // What refuses here is what refuses there.
  t.true(workflow.includes(`run: ${last?.command}\n`));
});

/** Everything that may be in the package. */
const KINDS = [
  /^(package\.json|LICENSE|README\.md|CHANGELOG\.md|reports\/(judgement|verification)\.schema\.json)$/,
  /^bin\/[a-z]+\.[cm]js$/,
  /^dist\/(adopt|cli|declare|edge|gate|model|policies|preview|recovery|reports|verifications)\/([a-z0-9-]+\/)*[a-z0-9-]+\.(d\.ts|js)$/,
  /^dist\/(cli\/cures|edge\/traefik\/schema\/v3)\.json$/,
  /^dist\/policies\/(index\.[cm]js|package\.json|PulumiPolicy\.yaml)$/,
];

test("the package holds what it needs and nothing else: no tests, no hosts, no build, no maps", (t) => {
  const paths = consumer.packed.map(({ path }) => path);
  for (const needed of [
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "bin/readiness.mjs",
    "bin/worker.mjs",
    "dist/policies/PulumiPolicy.yaml",
    "reports/judgement.schema.json",
  ])
    t.true(paths.includes(needed), `${needed} is missing`);
  for (const path of paths)
    t.true(
      KINDS.some((kind) => kind.test(path)),
      path,
    );
  t.true(consumer.size < 1_200_000, `${consumer.size} bytes`);
});

test("no file of the package names a place of the machine that packed it", (t) => {
  const texts = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), "utf8")] as const);
  t.true(texts.length >= consumer.packed.length);
  for (const [name, text] of texts)
    for (const place of [ROOT, consumer.folder, "sourceMappingURL", "sourcesContent"])
      t.false(text.includes(place), `${name}: ${place}`);
});
