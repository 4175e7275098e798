// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { SERVICE_KEYS, TOP_LEVEL_KEYS } from "../../../model/from-compose/keys.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { stackOf, unknownPath } from "./reading.ts";

const FILE = "hostile.yaml";
const read = (text: string) => readCompose({ file: FILE, text });

/** Reads a file and everything in its model; fails where that takes longer than anybody waits. */
function readAll(text: string): Stack {
  const started = performance.now();
  const stack = read(text);
  touch(stack, 0);
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 30) throw new Error(`reading took ${seconds} s`);
  return stack;
}

/** Reads every field; only `UnknownValue` may be raised. */
function touch(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null || depth > 6) return;
  for (const key of Object.keys(value)) {
    try {
      touch((value as Record<string, unknown>)[key], depth + 1);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
    }
  }
}

const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom("${X}", "${X:-1}", "$", "a:b:c:d", "<<", "__proto__", "no", "-1", "1g", "CMD", "[::]:1:2", "k=v"),
);
const key = fc.oneof(
  fc.string(),
  fc.constantFrom("__proto__", "constructor", "toString", "<<", "target", "source", "test", "name", "condition", "0"),
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

test("whatever stands in whatever field, nothing is raised and no service is lost", (t) => {
  const service = fc.dictionary(fc.constantFrom(...SERVICE_KEYS), anything, { maxKeys: 8 });
  const services = fc.dictionary(
    fc.oneof(fc.constantFrom("a", "b", "__proto__"), fc.string()),
    fc.oneof({ weight: 4, arbitrary: service }, { weight: 1, arbitrary: anything }),
    { maxKeys: 4 },
  );
  const top = fc.dictionary(fc.constantFrom(...TOP_LEVEL_KEYS), anything, { maxKeys: 3 });
  fc.assert(
    fc.property(services, top, (services, top) => {
      const { containers, problems } = readAll(stringify({ ...top, services }));
      const told = containers.length + new Set(problems.map(({ location }) => location.path)).size;
      t.true(told >= Object.keys(services).length);
      for (const name of Object.keys(services).filter((name) => /^[a-z]+$/.test(name)))
        t.true(
          containers.some(({ locate }) => locate("").path === `services.${name}`) ||
            problems.some(
              ({ location }) => location.path.startsWith(`services.${name}`) || location.path === "services",
            ),
          name,
        );
      for (const { message, location } of problems) {
        t.is(location.file, FILE);
        t.true((location.line ?? 0) > 0);
        t.true(message.startsWith(location.path === "" ? FILE : location.path));
      }
    }),
    { numRuns: 300 },
  );
});

test("text that is no compose file at all comes to a problem that names the file", (t) => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    anything.map((value) => stringify(value)),
  );
  fc.assert(
    fc.property(text, (text) => {
      const { containers, problems } = readAll(text);
      t.true(containers.length > 0 || problems.length > 0);
    }),
    { numRuns: 300 },
  );
  for (const text of [
    "",
    "~",
    "[]",
    "text",
    "a: [",
    "\u0000\u0001",
    "services:",
    "services: []",
    "web: {image: x}",
    "a: 1\n---\nb: 2",
  ]) {
    const { containers, problems } = readAll(text);
    t.deepEqual([containers.length, problems.length > 0], [0, true], text);
    t.true(
      problems[0]?.message.includes(text.startsWith("services:") && problems[0].location.path ? "services" : FILE),
    );
  }
});

test("a field that cannot be read is a problem with its line, and unknown in the model", (t) => {
  const fields: [string, string, (stack: Stack) => unknown][] = [
    ["ports: 80", "services.web.ports", ({ containers: [web] }) => web?.ports],
    ["privileged: maybe", "services.web.privileged", ({ containers: [web] }) => web?.privileged],
    ["privileged: []", "services.web.privileged", ({ containers: [web] }) => web?.privileged],
    ["mem_limit: lots", "services.web.mem_limit", ({ containers: [web] }) => web?.memory],
    ["deploy: 5", "services.web.deploy", ({ containers: [web] }) => web?.restart],
    ["deploy: {resources: []}", "services.web.deploy.resources", ({ containers: [web] }) => web?.memory],
    ["healthcheck: []", "services.web.healthcheck", ({ containers: [web] }) => web?.healthcheck],
    [
      "healthcheck: {test: [curl]}",
      "services.web.healthcheck.test[0]",
      ({ containers: [web] }) => web?.healthcheck?.kind,
    ],
    [
      "healthcheck: {interval: 30}",
      "services.web.healthcheck.interval",
      ({ containers: [web] }) => web?.healthcheck?.interval,
    ],
    ["restart: perhaps", "services.web.restart", ({ containers: [web] }) => web?.restart.policy],
    ["cap_add: {a: b}", "services.web.cap_add", ({ containers: [web] }) => web?.capAdd],
    ["cap_add: [[a]]", "services.web.cap_add[0]", ({ containers: [web] }) => web?.capAdd[0]?.name],
    ["environment: 5", "services.web.environment", ({ containers: [web] }) => web?.env],
    ["environment: {A: [b]}", "services.web.environment.A", ({ containers: [web] }) => web?.env[0]?.value],
    ["labels: {<<: 5}", "services.web.labels", ({ containers: [web] }) => web?.labels],
    ["command: 'a", "", ({ containers }) => containers.length],
    ['command: "a \'b"', "services.web.command", ({ containers: [web] }) => web?.command],
    ["user: $", "services.web.user", ({ containers: [web] }) => web?.user],
    ["user: !secret x", "services.web.user", ({ containers: [web] }) => web?.user],
    ["user: *nobody", "services.web.user", ({ containers: [web] }) => web?.user],
    ["user: a\n    user: b", "services.web.user", ({ containers: [web] }) => web?.user],
    ["networks: [ghost]", "services.web.networks[0]", ({ containers: [web] }) => web?.networks[0]?.name],
    ["logging: {options: x}", "services.web.logging.options", ({ containers: [web] }) => web?.logging.options],
    ["depends_on: 5", "services.web.depends_on", ({ containers: [web] }) => web?.dependsOn],
  ];
  for (const [yaml, path, field] of fields) {
    const stack = stackOf(`image: x\n    ${yaml}`);
    t.deepEqual([...new Set(stack.problems.map(({ location }) => location.path))], [path], yaml);
    if (path !== "")
      t.is(
        unknownPath(() => field(stack)),
        path,
        yaml,
      );
    t.true((stack.problems[0]?.location.line ?? 0) >= 2 || path === "", yaml);
  }
});

test("no problem and no unknown value ever repeats a value of the file", (t) => {
  const canary = "c4n4ry-value";
  const holders = [
    canary,
    `[${canary}]`,
    `{k: ${canary}}`,
    `[[${canary}]]`,
    `{k: [{v: ${canary}}]}`,
    `!t ${canary}`,
    `"\${X}${canary}"`,
    `$ ${canary}`,
  ];
  for (const key of SERVICE_KEYS)
    for (const holder of holders) {
      const { problems, containers } = stackOf(`image: x\n    ${key}: ${holder}`);
      const raised: string[] = [];
      const collect = (value: unknown, depth = 0): void => {
        if (typeof value !== "object" || value === null || depth > 5) return;
        for (const field of Object.keys(value))
          try {
            collect((value as Record<string, unknown>)[field], depth + 1);
          } catch (error) {
            raised.push(`${(error as UnknownValue).message} ${(error as UnknownValue).cure}`);
          }
      };
      collect(containers);
      for (const text of [...problems.map(({ message }) => message), ...raised])
        t.false(text.includes(canary), `${key}: ${text}`);
    }
});

test("names that objects inherit are names like any other", (t) => {
  const { containers, problems } = read(
    "services:\n  __proto__: {image: x, labels: {__proto__: a, constructor: b}}\n  constructor: {image: y, depends_on: [toString]}\n  toString: []\n",
  );
  t.deepEqual(
    containers.map(({ name }) => name),
    ["hostile-__proto__-1", "hostile-constructor-1"],
  );
  t.deepEqual(
    containers[0]?.labels.map((label) => [label.key, label.value]),
    [
      ["__proto__", "a"],
      ["constructor", "b"],
    ],
  );
  t.deepEqual(
    problems.map(({ location }) => location.path),
    ["services.toString"],
  );
  t.is(({} as { image?: unknown }).image, undefined);
});

test("a service that stands twice is not chosen from", (t) => {
  const { containers, problems } = read("services:\n  a: {image: x}\n  a: {image: y}\n");
  t.deepEqual(containers, []);
  t.like(problems[0]?.location, { path: "services.a", line: 3 });
});

test("many problems of one container are counted, not listed", (t) => {
  const { problems } = stackOf(`image: x\n    ports: [${"x,".repeat(1000)}]`);
  t.is(problems.length, 51);
  t.true(problems.at(-1)?.message.includes("950 more"));
});

const service = (yaml: string) => `services:\n  web:\n    image: x\n    ${yaml}\n`;
const many = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join("");
const giants: [string, () => string][] = [
  ["a million ports", () => service(`ports:\n${"      - 80:80\n".repeat(1_000_000)}`)],
  ["ninety thousand ports", () => service(`ports:\n${"      - 80:80\n".repeat(90_000)}`)],
  ["a command of 10 MB", () => service(`command: ${"x".repeat(10_000_000)}`)],
  ["five million variables", () => service(`user: ${"$x".repeat(5_000_000)}`)],
  ["a port of ten million colons", () => service(`ports: ["${":".repeat(10_000_000)}"]`)],
  ["a path that goes up a million times", () => service(`volumes: ["/${"../".repeat(1_000_000)}:/x"]`)],
  ["a duration without end", () => service(`stop_grace_period: ${"1m".repeat(4_000_000)}`)],
  ["an image of ten million slashes", () => service(`user: ${"a/".repeat(5_000_000)}`)],
  ["lists in lists in lists", () => `services: ${"[".repeat(50_000)}`],
  ["maps in maps in maps", () => `services:\n${many(3000, (index) => `${" ".repeat(index + 1)}a:\n`)}`],
  ["a list that holds itself", () => service("ports: &p [*p]\n    environment: &e {a: *e}")],
  ["a service that merges itself", () => "services:\n  a: &a\n    image: x\n    <<: *a\n"],
  ["services that are a service", () => "services: &s\n  a: *s\n"],
  [
    "aliases that double forty times",
    () => `x-0: &b0 [x]\n${many(40, (i) => `x-${i + 1}: &b${i + 1} [*b${i},*b${i}]\n`)}${service("ports: *b40")}`,
  ],
  [
    "merges that double sixty times",
    () =>
      `x-0: &b0 {image: x}\n${many(60, (i) => `x-${i + 1}: &b${i + 1} {<<: [*b${i},*b${i}]}\n`)}services: {a: *b60}`,
  ],
  [
    "a chain of thirty thousand merges",
    () =>
      `x-0: &b0 {k: x}\n${many(30_000, (i) => `x-${i + 1}: &b${i + 1} {<<: *b${i}, k${i}: 1}\n`)}services: {a: *b30000}`,
  ],
  [
    "one long list in five thousand services",
    () => `x-p: &p [${"80:80,".repeat(40_000)}]\nservices:\n${many(5000, (i) => `  s${i}: {image: x, ports: *p}\n`)}`,
  ],
];
for (const [name, text] of giants)
  test(`${name}: read or refused, without a crash and in good time`, (t) => {
    const { containers, problems } = readAll(text());
    t.true(containers.length + problems.length > 0);
    for (const { location } of problems) t.is(location.file, FILE);
  });
