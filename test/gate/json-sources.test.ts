import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { container, IMAGE_BODY } from "../policies/support/as-inspect.ts";
import { inFolder, readiness } from "../support/cli.ts";

const INSPECT = JSON.stringify(
  [container({ name: "web", image: "nginx:1.27.3", privileged: true }), IMAGE_BODY],
  null,
  2,
);
const URN = "urn:pulumi:prod::shop::docker:index/container:Container::web";
const STATE = JSON.stringify({
  version: 3,
  deployment: {
    resources: [
      { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", type: "pulumi:pulumi:Stack" },
      { urn: URN, type: "docker:index/container:Container", inputs: { image: "nginx:1.27.3", privileged: true } },
    ],
  },
});
const COMPOSE = "services:\n  web:\n    image: nginx:1.27.3\n    privileged: true\n";

interface Shown {
  readonly stacks: readonly string[];
  readonly findings: readonly { rule: string; path: string; subject: { stack: string; container: string | null } }[];
}

function judged(files: Record<string, string>, args: readonly string[]): Shown & { readonly code: number | null } {
  return inFolder(files, (folder) => {
    const { code, stdout, stderr } = readiness(["check", ...args, "--format", "json"], folder);
    return { code, ...(JSON.parse(stdout || `{"stderr":${JSON.stringify(stderr)}}`) as Shown) };
  });
}

test("a file is read as what it is: an inspection, an exported state or a compose file", (t) => {
  const { code, stacks, findings } = judged({ "host.json": INSPECT, "state.json": STATE, "app.yaml": COMPOSE }, [
    "host.json",
    "state.json",
    "app.yaml",
  ]);
  t.is(code, 1);
  t.deepEqual([...stacks].sort(), ["app", "host", "prod"]);
  const found = findings
    .filter(({ rule }) => rule === "privileged")
    .map(({ subject, path }) => `${subject.stack} ${path}`);
  const line = INSPECT.split("\n").findIndex((text) => text.includes('"Privileged"')) + 1;
  t.deepEqual(found.sort(), [
    "app app.yaml:4:5 services.web.privileged",
    `host host.json:${line}:21 web.HostConfig.Privileged`,
    "prod state.json privileged",
  ]);
});

test("a stack is called as the person says", (t) => {
  t.deepEqual(judged({ "host.json": INSPECT }, ["host.json", "--stack", "lady"]).stacks, ["lady"]);
});

test("a file that is broken, or JSON of another kind, is a finding and loses no other", (t) => {
  const files = {
    "host.json": INSPECT,
    "cut.json": INSPECT.slice(0, 200),
    "other.json": '[{"a": 1}]',
    "empty.json": "[]",
  };
  const { code, findings } = judged(files, Object.keys(files));
  t.is(code, 1);
  const unread = findings.filter(({ rule }) => rule === "unreadable-input").map(({ path }) => path.split(":")[0]);
  t.deepEqual([...new Set(unread)].sort(), ["cut.json", "empty.json", "other.json"]);
  t.true(findings.some(({ rule }) => rule === "privileged"));
});

test("an inspection of nothing but a network is undecided, and so is one of nothing", (t) => {
  const network = '[{"Name": "web", "Driver": "bridge", "Internal": false, "IPAM": {}}]';
  t.is(judged({ "net.json": network }, ["net.json"]).code, 2);
  t.is(judged({ "none.json": "[]" }, ["none.json"]).code, 2);
});

test("a byte order mark before an inspection changes nothing", (t) => {
  inFolder({}, (folder) => {
    writeFileSync(join(folder, "host.json"), `\uFEFF${INSPECT}`);
    t.is(readiness(["check", "host.json"], folder).code, 1);
  });
});
