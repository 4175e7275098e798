import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { composeFiles } from "../../bench/compose-lint/files.ts";
import { type CheckOptions, checkFiles, checkManyFiles } from "../../gate/check.ts";
import type { Job } from "../../gate/parallel/job.ts";
import { judgeProjects, threadsFor } from "../../gate/parallel/judge-projects.ts";
import { DEFAULT } from "../../policies/packs/default.ts";
import { html } from "../../reports/html.ts";
import { json } from "../../reports/json.ts";
import { markdown } from "../../reports/markdown.ts";
import { sarif } from "../../reports/sarif.ts";
import { text } from "../../reports/text.ts";

const ABOUT = { version: "1.0.0", rules: new Map() };
const SECRET = "hunter2-is-no-password";

const folder = mkdtempSync(join(tmpdir(), "readiness-parallel-"));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const service = (image: string, more = "") => `services:\n  portainer:\n    image: ${image}\n${more}`;

/** What can go wrong between threads: what is compared, shared, unreadable, waived, secret or brought along. */
const UNUSUAL = [
  file("server.yaml", service("portainer/portainer-ce:2.33.6")),
  file("agent.yaml", service("portainer/agent:2.24.1")),
  file("one/web.yaml", `name: twin\n${service("nginx")}`),
  file("two/web.yaml", `name: twin\n${service("nginx:1.27", "    privileged: true\n")}`),
  file("broken.yaml", "services: [\n"),
  file("hidden.yaml", service(`\${IMAGE}`, "    restart: always\n    ports: [80:80]\n")),
  file("compose.yaml", service("redis:7.4.1")),
  file("compose.override.yaml", "services:\n  portainer:\n    privileged: true\n"),
  file("words.conf", service("nginx:latest", '    command: "\\udc00 – é 😀"\n')),
  file("same.yaml", service("nginx", `    environment: { PASSWORD: ${SECRET} }\n`)),
  file(
    "state.json",
    JSON.stringify({
      version: 3,
      deployment: {
        resources: [
          {
            urn: "urn:pulumi:prod::project::docker:index/container:Container::web",
            type: "docker:index/container:Container",
            custom: true,
            inputs: {
              name: "web",
              image: "nginx",
              labels: [
                {
                  label: "x",
                  value: {
                    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                    plaintext: JSON.stringify("nginx"),
                  },
                },
              ],
            },
          },
        ],
      },
    }),
  ),
  join(folder, "absent.yaml"),
];
const USUAL = composeFiles(16, 7).map(({ name, text: content }) => file(`usual/${name}`, content));
file(
  "settings/waivers.yaml",
  `waivers:
  - { rule: privileged, subject: twin/twin-portainer-1, reason: it has to manage devices, owner: ops, expires: 2099-01-01 }
  - { rule: privileged, subject: twin/nobody, reason: it is not there any more, owner: ops, expires: 2099-01-01 }
  - { rule: privileged, subject: server/portainer, reason: it was so last year, owner: ops, expires: 2020-01-01 }
`,
);

async function assertAlike(t: { is(a: string, b: string): void }, options: CheckOptions): Promise<void> {
  const [all, some] = (["all", "refusing"] as const).map((cures) => ({ ...options, cures })) as [
    CheckOptions,
    CheckOptions,
  ];
  const alone = checkFiles(all);
  const together = await checkManyFiles(all, 3, false);
  for (const report of [json, (one: typeof alone) => sarif(one, ABOUT), (one: typeof alone) => html(one, ABOUT)])
    t.is(report(together), report(alone));
  const fewer = await checkManyFiles(some, 2);
  for (const report of [text, markdown]) t.is(report(fewer), report(alone));
}

test("several threads tell what one tells, to the byte, in every report", async (t) => {
  const files = [...USUAL.slice(0, 8), ...UNUSUAL, ...USUAL.slice(8)];
  for (const profile of ["default", "strict"])
    await assertAlike(t, { files, today: "2026-11-23", settings: join(folder, "settings"), profile });
  const { findings } = checkFiles({ files, today: "2026-11-23", settings: join(folder, "settings") });
  const rules = new Set(findings.map(({ rule }) => rule));
  for (const rule of ["versions-apart", "unreadable-input", "waiver-unused", "waiver-expired"]) t.true(rules.has(rule));
  t.true(findings.some(({ waiver, rule }) => waiver !== null && rule === "privileged"));
});

test("the order and the choice of files change nothing between one thread and several", async (t) => {
  const files = fc.shuffledSubarray([...UNUSUAL, ...USUAL.slice(0, 4)], { minLength: 9 });
  await fc.assert(
    fc.asyncProperty(files, async (chosen) => assertAlike(t, { files: chosen, today: "2026-11-23" })),
    { numRuns: 2 },
  );
});

test("options for reading hold in every thread", async (t) => {
  const variables = file("more.env", "IMAGE=nginx:1.27.3\n");
  const files = [...USUAL.slice(0, 2), ...UNUSUAL];
  for (const options of [{ envFiles: [variables] }, { environment: { IMAGE: "redis" } }, { override: false }])
    await assertAlike(t, { files, today: "2026-11-23", ...options });
});

test("no value of a variable crosses over from a thread into a report", async (t) => {
  const judgement = await checkManyFiles(
    { files: [...UNUSUAL, ...USUAL], today: "2026-11-23", profile: "strict" },
    2,
    false,
  );
  t.false(json(judgement).includes(SECRET));
  t.true(judgement.findings.length > 100);
});

test("a thread that breaks is an error and not a judgement with less in it", async (t) => {
  // A getter of a class does not cross over to a thread, so that only the others lack it.
  class Broken {
    get vpn(): string[] {
      return [];
    }
  }
  const projects = USUAL.map((main) => ({ main, overrides: [], brought: undefined, discovered: false }));
  const job: Job = { projects, around: {}, pack: DEFAULT, context: new Broken(), cures: "none" };
  await t.throwsAsync(judgeProjects(job, 2), {
    message: /^a thread that judges broke .* so not all projects were judged/,
  });
  t.is((await judgeProjects(job, 1)).length, projects.length);
});

test("few files are judged without another thread", (t) => {
  t.is(threadsFor(0), 1);
  t.is(threadsFor(32), 1);
  t.true(threadsFor(10_000) <= 8);
});
