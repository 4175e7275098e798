import test from "ava";
import fc from "fast-check";
import { stringify } from "yaml";
import { byService, plain, stackIn } from "./project.ts";
import { unknownPath } from "./reading.ts";

const stack = (services: string, files: Record<string, string> = {}) =>
  stackIn({ "compose.yaml": `services:\n${services}`, ...files });

test("a service inherits everything but what it says itself, through several services", (t) => {
  const { containers, problems } = stack(`
  base: {image: x, user: '1', cap_add: [A], depends_on: [db], environment: {A: 1}}
  common: {extends: base, cap_add: [B], privileged: true}
  web: {extends: {service: common}, user: '2', environment: [A=2]}
  db: {image: y}
`);
  t.deepEqual(problems, []);
  const web = containers[2];
  t.like(web, { user: "2", privileged: true });
  t.deepEqual(
    web?.capAdd.map(({ name }) => name),
    ["A", "B"],
  );
  t.deepEqual(
    web?.dependsOn.map(({ name }) => name),
    ["app-db-1"],
  );
  t.is(web?.env[0]?.value, "2");
  t.is(web?.locate("image").path, "services.base.image");
  t.is(web?.locate("").path, "services.web");
});

test("a file that is extended brings its own folder, and its services extend one another", (t) => {
  const { containers, problems } = stack("  web: {extends: {file: common/base.yaml, service: web}}\n", {
    "common/base.yaml":
      "services:\n  web: {extends: {file: ../more.yaml, service: core}, volumes: ['./data:/d', '/abs:/a', '../up:/u']}\n",
    "more.yaml": "services:\n  core:\n    image: x\n    env_file: core.env\n",
    "core.env": "A=1",
  });
  t.deepEqual(problems, []);
  t.deepEqual(
    containers[0]?.mounts.map(({ source }) => source),
    ["./common/data", "/abs", "./up"],
  );
  t.is(containers[0]?.env[0]?.value, "1");
  t.like(containers[0]?.locate("image"), { file: "more.yaml", line: 3 });
  t.like(containers[0]?.locate("mounts.0"), { file: "common/base.yaml", line: 2 });
});

test("what an inherited setting refers to has to be declared by whoever inherits it", (t) => {
  const { problems } = stack("  web: {extends: {file: base.yaml, service: web}}\n", {
    "base.yaml": "services: {web: {image: x, networks: [back]}}\nnetworks: {back: {}}\n",
  });
  t.like(problems[0]?.location, { file: "base.yaml", path: "services.web.networks[0]" });
});

test("an extends that goes in a circle, nowhere, or out of the folder is a problem with file and line", (t) => {
  const cases: [string, Record<string, string>][] = [
    ["extends: web", {}],
    ["extends: other", {}],
    ["extends: none", {}],
    ["extends: {file: none.yaml, service: web}", {}],
    ["extends: {file: ../other.yaml, service: web}", {}],
    ["extends: {file: /etc/passwd, service: web}", {}],
    ["extends: {file: bad.yaml, service: web}", { "bad.yaml": "services: [" }],
    [
      "extends: {file: back.yaml, service: a}",
      { "back.yaml": "services: {a: {extends: {file: compose.yaml, service: web}}}" },
    ],
    ["extends: {file: sub, service: a}", { "sub/x": "" }],
    ["extends: []", {}],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is a variable of compose
    ['extends: "${X}"', {}],
  ];
  for (const [extension, files] of cases) {
    const { problems, containers } = stack(
      `  web: {image: x, ${extension}}\n  other: {extends: {service: web}}\n`,
      files,
    );
    t.true(problems.length > 0, extension);
    for (const { location } of problems) t.true((location.line ?? 0) > 0 && location.file !== undefined, extension);
    t.is(containers.length, 2, extension);
    t.truthy(
      unknownPath(() => containers[0]?.ports),
      extension,
    );
  }
});

test("a circle is called one", (t) => {
  const { problems } = stack("  a: {image: x, extends: b}\n  b: {image: x, extends: a}\n");
  t.is(problems.length, 2);
  for (const { message } of problems) t.regex(message, /extends comes back to the service itself/);
});

test("what a service resets is reset in its file's base as well, although it inherits", (t) => {
  const { containers } = stackIn({
    "compose.yaml": "services: {web: {image: x, privileged: true, environment: {A: 1}}}",
    "compose.override.yaml":
      "services:\n  more: {image: y, init: true}\n  web: {extends: more, privileged: !reset null, deploy: {x: !reset null}}\n",
  });
  t.like(containers[0], { privileged: false, init: true });
});

test("a chain of a thousand services, and a thousand services on one, end in good time", (t) => {
  const chain = Array.from({ length: 1000 }, (_, index) => `  s${index}: {image: x, extends: s${index + 1}}\n`);
  t.true(stack(`${chain.join("")}  s1000: {image: y}\n`).problems.length > 0);
  const fan = Array.from({ length: 1000 }, (_, index) => `  s${index}: {extends: base}\n`);
  t.deepEqual(stack(`${fan.join("")}  base: {image: y}\n`).problems, []);
});

test("maps that hold themselves end in a problem when they are merged", (t) => {
  const cyclic = "services:\n  a: &a {image: x, deploy: &d {x: *d}}\n  b: {extends: a, deploy: &e {x: *e}}\n";
  const { problems } = stackIn({ "compose.yaml": cyclic });
  t.true(problems.length > 0);
});

test("inheriting is the same as overriding one file with another", (t) => {
  const service = fc.record(
    {
      user: fc.constantFrom("0", "1000"),
      cap_add: fc.uniqueArray(fc.constantFrom("SYS_ADMIN", "CHOWN"), { maxLength: 2 }),
      environment: fc.dictionary(fc.constantFrom("A", "B"), fc.constantFrom("1", "2")),
      command: fc.constantFrom("a", "b c"),
      volumes: fc.uniqueArray(fc.constantFrom("/a:/x", "/b:/x:ro", "/c:/y"), { maxLength: 2 }),
      logging: fc.record({ driver: fc.constantFrom("a", "b"), options: fc.constantFrom({ x: "1" }, { y: "2" }) }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(service, service, (base, over) => {
      const inherited = stackIn({
        "compose.yaml": stringify({ services: { base: { image: "x", ...base }, web: { ...over, extends: "base" } } }),
      });
      const overridden = stackIn({
        "compose.yaml": stringify({ services: { web: { image: "x", ...base } } }),
        "compose.override.yaml": stringify({ services: { web: over } }),
      });
      t.deepEqual(plain(byService(inherited).web), plain(byService(overridden).web));
    }),
    { numRuns: 60 },
  );
});

test("a reference that stops working never makes anything known that was not", (t) => {
  const files = { "base.yaml": "services: {web: {image: x, privileged: true, cap_add: [SYS_ADMIN]}}" };
  const service = "  web: {extends: {file: base.yaml, service: web}}\n";
  t.true(stack(service, files).containers[0]?.privileged);
  const broken = stack(service);
  for (const field of ["privileged", "capAdd", "image"] as const)
    t.is(
      unknownPath(() => broken.containers[0]?.[field]),
      "services.web.extends",
    );
  t.is(broken.problems.length, 1);
});
