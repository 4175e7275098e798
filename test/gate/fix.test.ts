import { lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { type Fixes, fixFiles } from "../../gate/fix.ts";
import { readCompose } from "../../model/from-compose/read-compose.ts";
import { plain } from "../readers/support/plain.ts";
import { inFolder, readiness } from "../support/cli.ts";

const MIXED = `# the estate
x-log: &log
  driver: json-file
services:
  web: # the front
    image: nginx:1.27.3
    # what it may do
    cap_add:
      - MKNOD # left over
      - "NET_BIND_SERVICE"

    logging:
      driver: json-file # the default
    environment: { PASSWORD: correct-horse-battery, A: b }
    ports: ['127.0.0.1:8080:80']   # behind the proxy
  db:
    image: postgres:16.4
    logging: *log
    cap_add: [MKNOD, SYS_CHROOT]
  other:
    image: nginx:1.27.3
    cap_add: ["\${CAP:-MKNOD}"]
`;

/** What is left of it where nothing changes how the services behave. */
const CURED = `# the estate
x-log: &log
  driver: json-file
services:
  web: # the front
    image: nginx:1.27.3
    # what it may do
    cap_add:
      - "NET_BIND_SERVICE"

    logging:
      driver: json-file # the default
      options:
        max-size: "10m"
        max-file: "3"
    environment: { PASSWORD: correct-horse-battery, A: b }
    ports: ['127.0.0.1:8080:80']   # behind the proxy
  db:
    image: postgres:16.4
    logging: *log
  other:
    image: nginx:1.27.3
    cap_add: ["\${CAP:-MKNOD}"]
`;

function fixed(files: Record<string, string>, options: Partial<Parameters<typeof fixFiles>[0]> = {}): Fixes {
  return inFolder(files, (folder) =>
    fixFiles({ files: [join(folder, "compose.yaml")], today: "2026-01-01", ...options }),
  );
}

const told = ({ unfixed }: Fixes) => unfixed.map(({ finding, why }) => `${finding.subject.container} ${why}`);

test("cures that change nothing are worked in, and comments, order and quotes stay as they are", (t) => {
  const fixes = fixed({ "compose.yaml": MIXED });
  t.is(fixes.files[0]?.after, CURED);
  t.true(fixes.fixed.every(({ behaviour }) => behaviour === "same"));
});

test("what is behind an alias or in a variable is left alone, with the reason", (t) => {
  const reasons = told(fixed({ "compose.yaml": MIXED }));
  t.true(
    reasons.some((reason) => /-db-1 it is an alias/.test(reason)),
    reasons.join("\n"),
  );
  t.true(
    reasons.some((reason) => /-other-1 it holds a variable/.test(reason)),
    reasons.join("\n"),
  );
});

test("what an anchor shares, a merge brings or another file declares is left alone", (t) => {
  const service = (name: string, rest: string) => `  ${name}:\n    image: nginx:1.27.3\n${rest}`;
  const anchored = `services:\n  web: &base\n    image: nginx:1.27.3\n    cap_add: [MKNOD]\n`;
  t.deepEqual(fixed({ "compose.yaml": anchored }).files, []);
  const merged = `x-base: &base\n  cap_add: [MKNOD]\nservices:\n  web:\n    <<: *base\n    image: nginx:1.27.3\n`;
  t.deepEqual(fixed({ "compose.yaml": merged }).files, []);
  const extended = `services:\n${service("web", "    extends: { file: base.yaml, service: base }\n")}`;
  const base = `services:\n${service("base", "    cap_add: [MKNOD]\n")}`;
  t.deepEqual(fixed({ "compose.yaml": extended, "base.yaml": base }).files, []);
  const inFile = `services:\n${service("base", "    cap_add: [MKNOD]\n")}${service("web", "    extends: base\n")}`;
  for (const { after } of fixed({ "compose.yaml": inFile }).files) t.is(after.match(/cap_add/g), null);
});

test("an override file is cured where it is the one that says it", (t) => {
  const files = {
    "compose.yaml": "services:\n  web:\n    image: nginx:1.27.3\n",
    "compose.override.yaml": "services:\n  web:\n    cap_add: [MKNOD] # for trying out\n",
  };
  const fixes = fixed(files);
  t.deepEqual(
    fixes.files.map(({ file }) => file.replace(/^.*\//, "")),
    [],
  );
  t.true(
    told(fixes).some((reason) => /stands in another file/.test(reason)),
    told(fixes).join("\n"),
  );
});

test("a finding that a waiver accepts is left alone", (t) => {
  const waivers =
    'waivers:\n  - { rule: capability-default-added, subject: app/app-web-1, detail: MKNOD, reason: "it is asked for", owner: ops, expires: 2030-01-01 }\n';
  const compose = "name: app\nservices:\n  web:\n    image: nginx:1.27.3\n    cap_add: [MKNOD]\n";
  const settings = { "readiness.yaml": "waivers: waivers.yaml\n", "waivers.yaml": waivers };
  inFolder({ "compose.yaml": compose, ...settings }, (folder) => {
    const options = { files: [join(folder, "compose.yaml")], today: "2026-01-01" };
    t.is(fixFiles(options).fixed.length, 1);
    const accepted = fixFiles({ ...options, settings: folder });
    t.deepEqual([...accepted.fixed, ...accepted.unfixed], []);
  });
});

test("a file with line ends of another system is left alone", (t) => {
  t.deepEqual(fixed({ "compose.yaml": MIXED.replaceAll("\n", "\r\n") }).files, []);
});

test("the dry run writes nothing and its diff quotes no value of a variable", (t) =>
  inFolder({ "compose.yaml": MIXED }, (folder) => {
    const { stdout, code } = readiness(["check", "--fix", "--behaviour-changing", "compose.yaml"], folder);
    t.is(readFileSync(join(folder, "compose.yaml"), "utf8"), MIXED);
    t.is(code, readiness(["check", "compose.yaml"], folder).code);
    t.regex(stdout, /^--- compose.yaml\n\+\+\+ compose.yaml\n@@ /m);
    t.regex(stdout, /^ {2}.*capability-default-added\[MKNOD\]: the service behaves the same$/m);
    t.regex(stdout, /: behaviour-changing/);
    t.notRegex(stdout, /correct-horse/);
  }));

test("--write writes what changes nothing, keeps mode and link, and reports what is left", (t) =>
  inFolder({ "deep/compose.yaml": MIXED }, (folder) => {
    const file = join(folder, "deep/compose.yaml");
    writeFileSync(file, MIXED, { mode: 0o640 });
    const mode = statSync(file).mode;
    symlinkSync("deep/compose.yaml", join(folder, "stack.yaml"));
    const { stdout, code } = readiness(["check", "--fix", "--write", "stack.yaml"], folder);
    t.is(readFileSync(file, "utf8"), CURED);
    t.is(statSync(file).mode, mode);
    t.true(lstatSync(join(folder, "stack.yaml")).isSymbolicLink());
    const report = readiness(["check", "stack.yaml"], folder);
    t.true(stdout.endsWith(report.stdout));
    t.is(code, report.code);
  }));

test("a report for machines stays one: the diff goes to standard error", (t) =>
  inFolder({ "compose.yaml": MIXED }, (folder) => {
    const { stdout, stderr } = readiness(["check", "--fix", "--format", "json", "compose.yaml"], folder);
    t.is(JSON.parse(stdout).version, 1);
    t.regex(stderr, /Would be cured/);
  }));

test("--write and --behaviour-changing go with --fix, and not with each other", (t) => {
  for (const flags of [["--write"], ["--behaviour-changing"], ["--fix", "--write", "--behaviour-changing"]])
    t.is(readiness(["check", ...flags, "compose.yaml"]).code, 64, flags.join(" "));
});

const capability = fc.constantFrom("MKNOD", "SYS_CHROOT", "DAC_OVERRIDE", "NET_BIND_SERVICE", "'MKNOD'");
const note = fc.constantFrom("", " # why", " # see above");
const part = fc.oneof(
  fc
    .tuple(fc.array(fc.tuple(capability, note), { minLength: 1, maxLength: 3 }), note)
    .map(
      ([items, comment]) => `    cap_add:${comment}\n${items.map(([name, why]) => `      - ${name}${why}\n`).join("")}`,
    ),
  fc
    .tuple(fc.array(capability, { minLength: 1, maxLength: 3 }), note)
    .map(([items, comment]) => `    cap_add: [${items.join(", ")}]${comment}\n`),
);
const logging = fc.constantFrom(
  "",
  "    logging:\n      driver: json-file # kept\n",
  "    logging: { driver: json-file }\n",
  "    logging:\n      driver: json-file\n      options:\n        # enough\n        max-file: '3'\n",
  "    logging: { driver: json-file, options: {} }\n",
);
const service = fc
  .tuple(part, logging, note, fc.constantFrom("", "\n", "    # between\n"), fc.boolean())
  .map(
    ([caps, log, comment, gap, swap]) =>
      `    image: nginx:1.27.3${comment}\n${swap ? caps + gap + log : log + gap + caps}`,
  );
const file = fc
  .array(service, { minLength: 1, maxLength: 3 })
  .map((services) => `# top\nservices:\n${services.map((body, index) => `  s${index}:\n${body}`).join("")}# end\n`);

test("a cured file says the same but for what was cured, keeps its comments, and needs no second cure", (t) => {
  fc.assert(
    fc.property(file, (text) => {
      const [cured] = fixed({ "compose.yaml": text }).files;
      const after = cured?.after ?? text;
      t.deepEqual(fixed({ "compose.yaml": after }).files, []);
      const [before, now] = [text, after].map((one) => readCompose({ file: "compose.yaml", text: one }));
      const rest = (stack: typeof before) =>
        stack?.containers.map((container) => ({ ...plain(container), capAdd: [], logging: {} }));
      t.deepEqual(rest(now), rest(before));
      const kept = (stack: typeof before) =>
        stack?.containers.map(({ capAdd }) =>
          capAdd.map(({ name }) => name).filter((name) => name === "NET_BIND_SERVICE"),
        );
      t.deepEqual(kept(now), kept(before));
      for (const line of text.split("\n"))
        if (/^\s*#|image|(?<!\{ )driver|max-file: '/.test(line))
          t.true(after.includes(line.trim()), `${line}\n${after}`);
    }),
    { numRuns: 60 },
  );
});
