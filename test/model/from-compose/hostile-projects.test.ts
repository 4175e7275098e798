// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of compose
import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { SERVICE_KEYS } from "../../../model/from-compose/keys.ts";
import type { Stack } from "../../../model/stack.ts";
import { type Files, plain, stackIn } from "./project.ts";

/** Reads a project and everything in its model; fails where that takes longer than anybody waits. */
function readAll(files: Files, paths: readonly string[] = ["compose.yaml"]): Stack {
  const started = performance.now();
  const stack = stackIn(files, { paths, merge: paths.length > 1 });
  for (const container of stack.containers) plain(container);
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 30) throw new Error(`reading took ${seconds} s`);
  return stack;
}

const scalar = fc.constantFrom(
  "",
  "a",
  "a=b",
  "$X",
  "${X:-1}",
  "${",
  "80:80",
  "/a:/b",
  "../x",
  "service_healthy",
  null,
  1,
);
const key = fc.constantFrom("a", "b", "__proto__", "constructor", "driver", "subnet", "target", "x-a", "test", "name");
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
  ),
}));
const service = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(fc.constantFrom(...SERVICE_KEYS), anything, { maxKeys: 8 }) },
  { weight: 1, arbitrary: anything },
);
const extension = fc.constantFrom("a", "b", "c", { service: "a", file: "2.yaml" }, { file: "compose.yaml" }, {});
const services = fc.dictionary(
  fc.constantFrom("a", "b", "c", "__proto__"),
  fc.oneof(
    service,
    fc.tuple(service, extension).map(([one, extend]) => ({ ...(one as object), extends: extend })),
  ),
);
const file = fc.record(
  {
    services: fc.oneof({ weight: 5, arbitrary: services }, { weight: 1, arbitrary: anything }),
    include: fc.oneof(anything, fc.constant(["2.yaml"]), fc.constant([{ path: ["2.yaml", "3.yaml"] }])),
    networks: anything,
    volumes: anything,
    secrets: anything,
    configs: anything,
  },
  { requiredKeys: ["services"] },
);

test("whatever stands in whatever file, nothing is raised, and no service of the first is lost in silence", (t) => {
  fc.assert(
    fc.property(file, file, file, fc.string(), (first, second, third, env) => {
      const files = {
        "compose.yaml": stringify(first),
        "2.yaml": stringify(second),
        "3.yaml": stringify(third),
        ".env": env,
      };
      const { containers, problems } = readAll(files, ["compose.yaml", "3.yaml"]);
      const names = typeof first.services === "object" && first.services !== null ? Object.keys(first.services) : [];
      for (const name of names.filter((name) => /^[a-c]$/.test(name)))
        t.true(
          containers.some(
            (container) => container.name === `app-${name}-1` || container.locate("").path.endsWith(name),
          ) || problems.length > 0,
        );
      for (const { location } of problems) t.true(location.file !== undefined && (location.line ?? 0) > 0);
    }),
    { numRuns: 100 },
  );
});

test("no problem of a project ever repeats a value of its files", (t) => {
  const canary = "c4n4ry-value";
  const holders = [
    canary,
    `[${canary}]`,
    `{k: ${canary}}`,
    `"\${X:?${canary}}"`,
    `!reset ${canary}`,
    `!merge [${canary}]`,
  ];
  for (const name of SERVICE_KEYS)
    for (const holder of holders) {
      const { problems } = stackIn({
        "compose.yaml": `services:\n  web:\n    image: x\n    ${name}: ${holder}\n`,
        "compose.override.yaml": `services:\n  web:\n    ${name}: [{a: ${canary}}]\n`,
        ".env": `A=1\n${canary}`,
      });
      for (const { message } of problems.filter(({ location }) => !location.path.includes(canary)))
        t.false(message.includes(canary), `${name}: ${message}`);
    }
});

const many = (count: number, one: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => one(index)).join("");
const giants: [string, () => Files, string[]?][] = [
  [
    "an override as large as its base",
    () => ({
      "compose.yaml": `services:\n${many(5000, (i) => `  s${i}: {image: x, ports: ['${i}:80']}\n`)}`,
      "2.yaml": `services:\n${many(5000, (i) => `  s${i}: {ports: ['${i}:81']}\n`)}`,
    }),
    ["compose.yaml", "2.yaml"],
  ],
  [
    "one long list that a thousand services inherit",
    () => ({
      "compose.yaml": `services:\n  base: {image: x, ports: [${"80:80,".repeat(20_000)}]}\n${many(1000, (i) => `  s${i}: {extends: base, ports: [81:81]}\n`)}`,
    }),
  ],
  [
    "aliases that double, merged",
    () => {
      const text = `x-0: &b0 {k: x}\n${many(30, (i) => `x-${i + 1}: &b${i + 1} {l: *b${i}, r: *b${i}}\n`)}services: {a: {image: x, deploy: *b30}}`;
      return { "compose.yaml": text, "2.yaml": text };
    },
    ["compose.yaml", "2.yaml"],
  ],
  [
    "a file that is included a thousand times",
    () => ({
      "compose.yaml": `include: [${"a.yaml,".repeat(1000)}]\nservices: {web: {image: x}}`,
      "a.yaml": `services:\n${many(5000, (i) => `  s${i}: {image: x}\n`)}`,
    }),
  ],
  [
    "an env file of a million lines",
    () => ({ "compose.yaml": "services: {a: {image: x, env_file: e}}", e: "A=1\n".repeat(1_000_000) }),
  ],
  [
    "an env file without an end of line",
    () => ({ "compose.yaml": "services: {a: {image: x, env_file: e}}", e: `export ${" ".repeat(200_000)}` }),
  ],
  [
    "a .env of two hundred thousand quotes",
    () => ({ "compose.yaml": "services: {a: {image: x}}", ".env": "'".repeat(200_000) }),
  ],
];
for (const [name, files, paths] of giants)
  test(`${name}: read or refused, without a crash and in good time`, (t) => {
    const { containers, problems } = readAll(files(), paths);
    t.true(containers.length + problems.length > 0);
  });
