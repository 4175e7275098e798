import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { FAULTS } from "../../lab/faults/index.ts";
import { findEngine } from "../../toolchain/engine.ts";
import { readVerifierSettings } from "../../verifications/settings/settings.ts";
import { createSandbox } from "../engine/support/engine.ts";
import { commandsOfGuide } from "../package/support/guide.ts";
import { container } from "../policies/support/as-inspect.ts";
import { inFolder, project, ROOT, readiness } from "../support/cli.ts";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const STRICT =
  "--ignoreConfig --noEmit --strict --module nodenext --target es2024 --allowImportingTsExtensions --skipLibCheck --types node".split(
    " ",
  );

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const blocks = (file: string, language: string) =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (match) => match[1] as string,
  );
const DOCUMENTS = [
  "README.md",
  "docs/guide.md",
  "docs/estate.md",
  "docs/architecture.md",
  "docs/repository.md",
  "docs/drift.md",
  "docs/verify.md",
  "docs/lab.md",
  "docs/backup.md",
];
/** That a script runs this file, which `npm test` leaves to it. */
function asksFor(t: ExecutionContext, script: string, file: string): void {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const [, name = "-"] = /^(READINESS_\w+)=1 ava\b/.exec(scripts[script] ?? "") ?? [];
  const filesWith = (env: NodeJS.ProcessEnv) =>
    JSON.parse(
      spawnSync(
        process.execPath,
        ["-e", "import('./ava.config.mjs').then((it) => console.log(JSON.stringify(it.default.files)))"],
        { cwd: ROOT, encoding: "utf8", env: { PATH: process.env.PATH, ...env } },
      ).stdout,
    ) as string[];
  t.true(existsSync(join(ROOT, file)));
  t.true(filesWith({ [name]: "1" }).includes(file));
  t.true(filesWith({}).includes(`!${file}`));
}

const commands = DOCUMENTS.flatMap((file) =>
  blocks(file, "sh").flatMap((block) =>
    block
      .trim()
      .split("\n")
      .map((command) => ({ file, command })),
  ),
).filter(({ file, command }, index, all) => {
  const first = all.findIndex((other) => other.file === file && other.command === command);
  return first === index;
});
const COMPOSE = "services:\n  web:\n    image: nginx:latest\n    ports: ['8080:80']\n";
/** What is tracked in a repository with one playbook for one of two containers, in files of these names. */
const DEPLOYING = {
  "site.yml": "- hosts: all\n  tasks:\n    - docker_container: { name: web }\n",
  "master.yaml": "services:\n  web: { image: 'nginx:1.27', container_name: web }\n",
  "lady.yaml": "services:\n  odoo: { image: 'odoo:18.0', container_name: odoo }\n",
};
const RUNNING = JSON.stringify([container({ name: "web", image: "nginx:latest" })]);
const PROGRAM =
  'import * as docker from "@pulumi/docker";\nnew docker.Container("web", { name: "web", image: "nginx:latest" });\n';

/** A stack `prod` with one container, and what its host told of it without telling of the image. */
const WITH_HOST = { ...project(PROGRAM, { prod: "config: {}\n" }), "prod.json": RUNNING };

/** A stack `prod` of which nobody said where its host is: nothing of it can be seen. */
const WITH_VANTAGES = {
  ...project(PROGRAM, { prod: "config: {}\n" }),
  "readiness.yaml": "vantages:\n  outside: { calls: public }\n  vpn: { calls: vpn }\n",
};

const lab = (...words: string[]) =>
  spawnSync(process.execPath, [join(ROOT, "lab/main.ts"), ...words], { encoding: "utf8" });

/** What each documented command does; a command that nobody tries is no documentation. */
const TRIED: Record<string, (t: import("ava").ExecutionContext) => unknown> = {
  "npm ci && npx readiness gate": (t) => {
    t.true(read(".ci/run").includes("npm ci"));
    t.is(readiness(["gate"]).code, 0);
  },
  "npm ci && npm test": (t) => t.regex(read(".ci/run"), /npm ci[\s\S]*npm test/),
  "npx readiness check test/estates/as-found/master.yaml test/estates/as-found/lady.yaml": (t) => {
    const { code, stdout } = readiness([
      "check",
      "test/estates/as-found/master.yaml",
      "test/estates/as-found/lady.yaml",
    ]);
    t.is(code, 1);
    // The picture in the README is cut out of what the command prints.
    for (const part of blocks("README.md", "text").join("\n").trim().split("\n\n")) t.true(stdout.includes(part), part);
  },
  "npx readiness check compose.yaml": (t) =>
    inFolder({ "compose.yaml": COMPOSE }, (folder) => t.is(readiness(["check", "compose.yaml"], folder).code, 1)),
  "npx readiness init --from compose.yaml": (t) =>
    inFolder({ "compose.yaml": COMPOSE }, (folder) => {
      t.is(readiness(["init", "--from", "compose.yaml"], folder).code, 0);
      t.regex(readFileSync(join(folder, "index.ts"), "utf8"), /from "\.\/stacks\//);
    }),
  "npm install --save-dev pulumi-readiness": (t) =>
    t.true(read("test/package/support/consumer.ts").includes('"install"')),
  "npx readiness gate": (t) => inFolder(project(PROGRAM), (folder) => t.is(readiness(["gate"], folder).code, 1)),
  "npx readiness gate --stack prod --format json": (t) =>
    inFolder(project(PROGRAM, { prod: "config: {}\n" }), (folder) => {
      const { code, stdout } = readiness(["gate", "--stack", "prod", "--format", "json"], folder);
      t.is(code, 1);
      t.deepEqual(JSON.parse(stdout).stacks, ["prod"]);
    }),
  "npx readiness repository": (t) =>
    inFolder({ "settings.yml": "listen: 8080\n" }, (folder) => {
      spawnSync("git", ["init", "-q"], { cwd: folder });
      spawnSync("git", ["add", "settings.yml"], { cwd: folder });
      t.is(readiness(["repository"], folder).code, 0);
    }),
  "npx readiness repository --declared master.yaml --declared lady.yaml": (t) =>
    inFolder(DEPLOYING, (folder) => {
      spawnSync("git", ["init", "-q"], { cwd: folder });
      spawnSync("git", ["add", ...Object.keys(DEPLOYING)], { cwd: folder });
      const { code, stdout } = readiness(
        ["repository", "--declared", "master.yaml", "--declared", "lady.yaml"],
        folder,
      );
      t.is(code, 1);
      t.regex(stdout, /odoo is deployed by none of 1 playbooks/);
    }),
  "npx readiness drift --stack prod --docker unix:///var/run/docker.sock": (t) =>
    inFolder(WITH_HOST, (folder) => {
      // The same command, asking a socket that is nobody's.
      const words = ["drift", "--stack", "prod", "--docker", `unix://${join(folder, "docker.sock")}`];
      t.is(readiness(words, folder).code, 2);
    }),
  "npx readiness drift --stack prod prod.json": (t) =>
    inFolder(WITH_HOST, (folder) => t.is(readiness(["drift", "--stack", "prod", "prod.json"], folder).code, 2)),
  "npx readiness check prod.json": (t) =>
    inFolder(WITH_HOST, (folder) => t.is(readiness(["check", "prod.json"], folder).code, 1)),
  "npx readiness drift --declared compose.yaml prod.json": (t) =>
    inFolder({ "compose.yaml": COMPOSE, "prod.json": RUNNING }, (folder) =>
      t.is(readiness(["drift", "--declared", "compose.yaml", "prod.json"], folder).code, 1),
    ),
  "npx readiness verify": (t) => inFolder(WITH_VANTAGES, (folder) => t.is(readiness(["verify"], folder).code, 2)),
  "npx readiness verify --vantage outside --record outside.jsonl": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      t.is(readiness(["verify", "--vantage", "outside", "--record", "outside.jsonl"], folder).code, 2);
      t.is(readiness(["report", "outside.jsonl"], folder).code, 2);
    }),
  "npx readiness verify --deep --record deep.jsonl": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      t.is(readiness(["verify", "--deep", "--record", "deep.jsonl"], folder).code, 2);
      t.true(existsSync(join(folder, "deep.jsonl")));
    }),
  "npx readiness verify --with deep.jsonl": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      readiness(["verify", "--deep", "--record", "deep.jsonl"], folder);
      t.is(readiness(["verify", "--with", "deep.jsonl"], folder).code, 2);
    }),
  "npx readiness drill restore --volume odoo-db": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      const { code, stderr } = readiness(["drill", "restore", "--volume", "odoo-db"], folder);
      t.is(code, 2);
      t.regex(stderr, /nobody agreed to it .*allows: \[restore\]/);
    }),
  "npx readiness drill restore --all --record restore.jsonl": (t) =>
    inFolder(WITH_VANTAGES, (folder) =>
      t.is(readiness(["drill", "restore", "--all", "--record", "restore.jsonl"], folder).code, 2),
    ),
  "npx readiness verify --with restore.jsonl": (t) =>
    t.true(read("test/cli/drill.test.ts").includes('"--with", "restore.jsonl"')),
  "npx readiness drill restore --put-back": (t) =>
    inFolder(WITH_VANTAGES, (folder) => t.is(readiness(["drill", "restore", "--put-back"], folder).code, 2)),
  "npx readiness verify --vantage vpn --with outside.jsonl": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      readiness(["verify", "--vantage", "outside", "--record", "outside.jsonl"], folder);
      const { code, stderr } = readiness(["verify", "--vantage", "vpn", "--with", "outside.jsonl"], folder);
      t.is(code, 2);
      t.is(stderr, "");
    }),
  "npx readiness verify --drill container-comes-back": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      const { code, stdout, stderr } = readiness(["verify", "--drill", "container-comes-back"], folder);
      t.is(code, 2);
      t.is(stdout, "");
      t.regex(stderr, /nobody agreed to it .* under drills of readiness\.yaml: - \{ host: NAME/);
    }),
  "npx readiness verify --put-back": (t) =>
    inFolder(WITH_VANTAGES, (folder) => {
      const { code, stdout } = readiness(["verify", "--put-back"], folder);
      t.is(code, 0);
      t.is(stdout, "there is nothing to put back\n");
    }),
  "npm run lab": (t) => t.regex(lab("--help").stdout, /Runs both hosts of the estate on this machine/),
  "npm run lab -- --once pulumi stack output --stack master": (t) => t.regex(lab("--once").stderr, /needs a command/),
  "npm run lab -- --once node bin/readiness.mjs verify": (t) =>
    t.true(read("lab/verify.ts").includes('"bin/readiness.mjs", "verify"')),
  "npm run lab -- --faults": (t) => t.deepEqual(lab("--faults").stdout.trim().split("\n"), [...FAULTS]),
  "npm run lab -- --fault container-stopped": (t) => t.true(FAULTS.includes("container-stopped")),
  "npm run lab -- --fault wrong-certificate -- node bin/readiness.mjs verify": (t) => {
    t.true(FAULTS.includes("wrong-certificate"));
    const { status, stderr } = lab("--fault", "no-such-fault", "--", "node", "bin/readiness.mjs", "verify");
    t.is(status, 64);
    t.regex(stderr, /there is no fault no-such-fault; `--faults` lists them/);
  },
  "npm run test:lab": (t) => asksFor(t, "test:lab", "test/lab/lab.test.ts"),
  "npm run test:recovery": (t) => asksFor(t, "test:recovery", "test/lab/recovery.test.ts"),
  "npm run test:backups": (t) => asksFor(t, "test:backups", "test/verifications/backup/faults.test.ts"),
  "READINESS_LAB_FAULTS=all npm run test:lab": (t) =>
    t.true(read("test/lab/running/there.ts").includes('process.env.READINESS_LAB_FAULTS === "all"')),
  "npx readiness recovery job --stack lady": (t) => {
    const { code, stdout } = readiness(["recovery", "job", "--stack", "lady"]);
    t.is(code, 0);
    t.is(spawnSync("sh", ["-n"], { input: stdout }).status, 0);
  },
  "npx readiness recovery job --stack lady --print timer": (t) =>
    t.regex(readiness(["recovery", "job", "--stack", "lady", "--print", "timer"]).stdout, /^OnCalendar=/m),
  "npx readiness recovery runbook --stack lady --out runbook.md": (t) =>
    inFolder({}, (folder) => {
      const words = ["recovery", "runbook", "--stack", "lady", "--out", "runbook.md"];
      t.is(readiness([...words, "--cwd", ROOT], folder).code, 0);
      t.regex(readFileSync(join(folder, "runbook.md"), "utf8"), /^# Losing lady/);
    }),
  "pulumi preview --policy-pack policies": async (t) => {
    const engine = await findEngine();
    if ("absent" in engine) {
      t.falsy(process.env.CI, engine.absent);
      t.log(`not tried: ${engine.absent}`);
      return t.pass();
    }
    const sandbox = await createSandbox(engine, ROOT);
    t.teardown(() => sandbox.remove());
    t.is((await sandbox.preview("master", { pack: join(ROOT, "policies") })).code, 0);
  },
  "pulumi preview --policy-pack node_modules/pulumi-readiness/dist/policies": (t) =>
    t.true(read("test/package/package.test.ts").includes("dist/policies")),
};

/** Those of the beginning of the guide are followed in a project that has installed the package. */
for (const command of commandsOfGuide())
  TRIED[command] ??= (t) => t.true(read("test/package/package.test.ts").includes("walkThrough(consumer)"));

for (const { file, command } of commands)
  test(`${file}: ${command}`, async (t) => {
    t.timeout(180_000);
    const trial = TRIED[command];
    if (trial === undefined) return t.fail("nobody tries this command");
    await trial(t);
  });

test("no command is tried that is documented nowhere", (t) => {
  const documented = new Set(commands.map(({ command }) => command));
  for (const command of Object.keys(TRIED)) t.true(documented.has(command), command);
});

test("the declaration in the guide has the types of the library and is one that the gate lets pass", (t) => {
  const [declaration = ""] = blocks("docs/guide.md", "ts");
  const program = declaration.replace('"pulumi-readiness"', JSON.stringify(join(ROOT, "declare/index.ts")));
  t.not(program, declaration);
  inFolder(project(program), (folder) => {
    const checked = spawnSync(process.execPath, [TSC, ...STRICT, join(folder, "index.ts")], { encoding: "utf8" });
    t.is(checked.status, 0, checked.stdout);
    const { code, stdout, stderr } = readiness(["gate"], folder);
    t.is(code, 0, stdout + stderr);
  });
});

test("the settings and the waiver in the guide are ones that are read", (t) => {
  const [settings = "", waivers = ""] = blocks("docs/guide.md", "yaml");
  const program = `${PROGRAM.replace("web", "traefik").replace('"web"', '"traefik"').replace("nginx:latest", "traefik:v3.6.6").replace("image:", 'volumes: [{ hostPath: "/run/docker.sock", containerPath: "/run/docker.sock" }], image:')}`;
  inFolder(
    { ...project(program, { prod: "config: {}\n" }), "readiness.yaml": settings, "waivers.yaml": waivers },
    (folder) => {
      const { stdout, stderr } = readiness(["gate", "--format", "json"], folder);
      t.is(stderr, "");
      const socket = JSON.parse(stdout).findings.find(({ rule }: { rule: string }) => rule === "engine-socket");
      t.is(socket?.waiver?.owner, "ops");
    },
  );
});

test("the settings in the page about verifying are ones that are read", (t) => {
  const [settings = ""] = blocks("docs/verify.md", "yaml");
  const { hosts, vantages, resolvers, drills } = readVerifierSettings("readiness.yaml", settings);
  t.deepEqual([hosts.size, vantages.size, resolvers.length, drills.length], [1, 2, 2, 1]);
});

test("every link between documents leads to a file", (t) => {
  for (const file of DOCUMENTS)
    for (const [, target = ""] of read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      t.notThrows(() => read(join(file, "..", target)), `${file}: ${target}`);
});
