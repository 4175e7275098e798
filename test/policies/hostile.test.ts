import test from "ava";
import fc from "fast-check";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { outcomeOf } from "../../policies/judge/outcome.ts";
import { DEFAULT } from "../../policies/packs/default.ts";
import { STRICT } from "../../policies/packs/strict.ts";
import { RULES } from "../../policies/rules/index.ts";
import { text } from "../../reports/text.ts";
import { judging, SOUND, stackOf, UNKNOWN_STRING } from "../support/stack.ts";

const FIELDS = [
  "image",
  "command",
  "entrypoints",
  "user",
  "groupAdds",
  "envs",
  "labels",
  "uploads",
  "ports",
  "publishAllPorts",
  "networkMode",
  "networksAdvanced",
  "dns",
  "volumes",
  "mounts",
  "tmpfs",
  "devices",
  "readOnly",
  "shmSize",
  "privileged",
  "capabilities",
  "securityOpts",
  "pidMode",
  "ipcMode",
  "usernsMode",
  "cgroupnsMode",
  "runtime",
  "init",
  "sysctls",
  "ulimits",
  "memory",
  "memorySwap",
  "cpus",
  "restart",
  "maxRetryCount",
  "mustRun",
  "healthcheck",
  "logDriver",
  "logOpts",
  "stopTimeout",
  "stopSignal",
  "name",
  "attach",
  "cgroupParent",
  "cpuQuota",
  "destroyGraceSeconds",
  "deviceCgroupRules",
  "deviceRequests",
  "gpus",
  "logs",
  "rm",
  "start",
  "stdinOpen",
  "tty",
  "wait",
  "waitTimeout",
];
const MAPS = new Set(["capabilities", "tmpfs", "sysctls", "logOpts", "healthcheck"]);
const anything = fc.anything({
  maxDepth: 4,
  withNullPrototype: true,
  withDate: true,
  withMap: true,
  withSparseArray: true,
});
const nearly = fc.oneof(
  anything,
  fc.constant(UNKNOWN_STRING),
  fc.array(
    fc.oneof(
      fc.string(),
      fc.constant(UNKNOWN_STRING),
      fc.record({ hostPath: anything, internal: anything, label: anything, value: anything }),
    ),
  ),
  fc.record({ tests: anything, adds: anything, interval: anything }),
);

/** Judges within a time that even a slow machine keeps; every pair of rule and container has its verdict. */
function judged(container: Record<string, unknown>, pack = STRICT) {
  const judgement = judgeStacks(judging([stackOf({ web: container, other: SOUND })], { pack }));
  const { pass, fail, unknown, notApplicable, waived } = judgement.summary;
  return { judgement, verdicts: pass + fail + unknown + notApplicable + waived };
}

test("whatever stands in a field, every rule has a verdict and nothing crashes", (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...FIELDS), nearly), (container) => {
      const { judgement, verdicts } = judged(container);
      const unread = judgement.findings.filter(({ rule }) => rule === "unreadable-input").length;
      t.true(verdicts >= RULES.length * 2);
      t.is(verdicts - unread, RULES.length * 2);
      t.false(
        judgement.findings.some(({ rule }) => rule === "internal-error"),
        text(judgement),
      );
    }),
    { seed: 21, numRuns: 600 },
  );
});

test("a field of the wrong type never passes the gate", (t) => {
  for (const field of FIELDS.filter((name) => !["name", "mustRun"].includes(name))) {
    const wrong =
      field === "image"
        ? 7
        : MAPS.has(field) || typeof (SOUND as Record<string, unknown>)[field] === "object"
          ? "text"
          : { odd: ["x"] };
    t.not(outcomeOf(judged({ ...SOUND, [field]: wrong }, DEFAULT).judgement), "holds", field);
  }
});

for (const [situation, container] of Object.entries<Record<string, unknown>>({
  "ten megabytes of one letter in every text": {
    ...SOUND,
    image: "a".repeat(1e7),
    user: "a".repeat(1e7),
    envs: [`PASSWORD=${"a".repeat(1e7)}`],
    command: ["a ".repeat(5e6)],
    labels: [{ label: "traefik.http.routers.a.rule", value: "Host(`".repeat(2e6) }],
    healthcheck: { tests: ["CMD-SHELL", "curl ".repeat(2e6)] },
  },
  "a million ports": {
    ...SOUND,
    ports: Array.from({ length: 1e6 }, (_, index) => ({
      internal: 80,
      external: (index % 65535) + 1,
      ip: "127.0.0.1",
    })),
  },
  "a hundred thousand variables": {
    ...SOUND,
    envs: Array.from({ length: 1e5 }, (_, index) => `KEY_${index}=value-${index}`),
  },
  "a hundred thousand labels": {
    ...SOUND,
    labels: Array.from({ length: 1e5 }, (_, index) => ({
      label: `traefik.http.routers.r${index}.rule`,
      value: "Host(`a.example`)",
    })),
  },
  "text that makes regular expressions backtrack": {
    ...SOUND,
    command: [`${" ".repeat(1e5)}x`, `${"a".repeat(1e5)}!`, `${"http://".repeat(2e4)}@`, `${"-".repeat(1e5)}BEGIN`],
    envs: [`URL=${"a:".repeat(1e5)}@`, `TOKEN=${"=".repeat(1e5)}`],
    healthcheck: { tests: ["CMD-SHELL", `${"|| ".repeat(5e4)}true${" ; exit".repeat(5e4)}`] },
  },
  "a tree as deep as the stack": { ...SOUND, labels: deep(20_000) },
}))
  test(`${situation}: judged without a hang`, (t) => {
    t.timeout(60_000);
    const start = process.hrtime.bigint();
    const { verdicts } = judged(container);
    t.true(verdicts >= RULES.length * 2);
    t.true(Number(process.hrtime.bigint() - start) / 1e9 < 30);
  });

test("keys that are names of Object's own members are ordinary names", (t) => {
  const odd = JSON.parse('{"__proto__": {"privileged": true}, "constructor": 1, "toString": 2}');
  const { judgement } = judged({ ...SOUND, ...odd, logOpts: JSON.parse('{"__proto__": "x", "max-size": "1m"}') });
  t.false(judgement.findings.some(({ rule }) => rule === "privileged"));
  t.is(({} as { privileged?: boolean }).privileged, undefined);
});

function deep(levels: number): unknown {
  let value: unknown = "x";
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
