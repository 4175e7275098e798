import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import { parse } from "yaml";
import type { Report } from "../../policies/judge/compare.ts";
import type { Finding } from "../../policies/judge/finding.ts";
import { SEVERITIES } from "../../policies/severity.ts";
import { readiness } from "../support/cli.ts";

/**
 * What `readiness check` finds on both hosts as they were found, one line each, as a person reviewed it.
 * READINESS_WRITE_SNAPSHOTS=1 writes the file anew; read the difference before you commit it.
 */
function compareWithSnapshot(t: ExecutionContext, name: string, text: string) {
  const file = fileURLToPath(new URL(`as-found/${name}`, import.meta.url));
  if (process.env.READINESS_WRITE_SNAPSHOTS === "1") writeFileSync(file, text);
  t.is(text, readFileSync(file, "utf8"));
}

const FILES = ["test/estates/as-found/lady.yaml", "test/estates/as-found/master.yaml"];
const { code, stdout } = readiness(["check", ...FILES, "--format", "json"]);
const {
  findings: told,
  containers,
  summary,
} = JSON.parse(stdout) as Pick<Report, "findings" | "containers" | "summary">;
/** Every finding by itself, also those that the profile tells as one. */
const findings = told.flatMap((finding) => (finding.parts.length === 0 ? [finding] : finding.parts));

const lineOf = ({ subject, rule, detail, verdict }: Finding) =>
  `${subject.stack}/${subject.container ?? ""} ${rule}${detail === null ? "" : `[${detail}]`} ${verdict}\n`;
const lines = findings.map(lineOf).sort();
const found = new Set(lines);

test("the hosts as they were found are judged whole and do not hold", (t) => {
  t.is(code, 1);
  t.is(summary.containers, 62);
});

test("what is found on them is what a person reviewed, line by line", (t) => {
  compareWithSnapshot(t, "findings.txt", lines.join(""));
});

test("each container has as many findings of each severity as a person counted", (t) => {
  const names = [...new Set(findings.map(({ subject }) => `${subject.stack}/${subject.container}`))].sort();
  const counts = names.map((name) => {
    const own = findings.filter(({ subject }) => `${subject.stack}/${subject.container}` === name);
    const of = (severity: string) => own.filter((finding) => finding.severity === severity).length;
    return `${[name, ...SEVERITIES.toReversed().map((severity) => `${severity} ${of(severity)}`)].join(" ")}\n`;
  });
  compareWithSnapshot(t, "severities.txt", counts.join(""));
});

test("a container as it was found has three findings in the median, because what nine in ten lack is told once", (t) => {
  const counts = containers
    .map(
      ({ stack, name }) => told.filter(({ subject }) => subject.stack === stack && subject.container === name).length,
    )
    .sort((a, b) => a - b);
  t.is(counts.length, 62);
  t.true((counts[31] as number) <= 3, counts.join(" "));
});

test("what is told as one is told about the stack or the container that it came from, and loses nothing", (t) => {
  for (const { parts, subject, severity } of told.filter(({ parts }) => parts.length > 0)) {
    t.true(parts.length > 1);
    t.true(parts.some((part) => part.severity === severity));
    for (const part of parts) {
      t.is(part.subject.stack, subject.stack);
      if (subject.container !== null) t.is(part.subject.container, subject.container);
    }
  }
});

test("no line stands there twice, so that each can be waived and reviewed by itself", (t) => {
  t.is(found.size, lines.length);
});

interface Host {
  readonly containers: readonly {
    name: string;
    image: string;
    privileged?: boolean;
    mem_limit?: string;
    healthcheck: string | object;
    ports?: readonly { host_ip: string; host_port: number; proto: string }[];
    mounts?: readonly { kind: string; target: string; source: string }[];
  }[];
}
const inventory = parse(readFileSync(new URL("inventory.yaml", import.meta.url), "utf8")) as {
  hosts: Record<string, Host>;
};

/** Faults that the inventory itself shows, as the lines that must report them; none but these may report the rule. */
const OBVIOUS: Record<string, (container: Host["containers"][number]) => readonly string[]> = {
  "port-on-every-address": ({ ports = [] }) =>
    ports.filter((port) => port.host_ip === "0.0.0.0").map((port) => `[${port.host_port}/${port.proto}] fail`),
  "image-tag-moving": ({ image }) =>
    /:(latest|alpine|stable)$/.test(image) ? [`[${image.replace(/^[^/]+\.[^/]+\//, "")}] fail`] : [],
  privileged: (container) => (container.privileged === true ? [" fail"] : []),
  "memory-unlimited": (container) => (container.mem_limit === undefined ? [" fail"] : []),
  "engine-socket": ({ mounts = [] }) =>
    mounts.filter(({ kind }) => kind === "docker.sock").map(() => "[/run/docker.sock] fail"),
  "private-key-mounted": ({ mounts = [] }) =>
    mounts
      .filter(({ source }) => /\/id_[^/.]+$/.test(source))
      .map(({ source }) => `[${source.replace(/.*\//, "")}] fail`),
};

for (const [rule, faults] of Object.entries(OBVIOUS))
  test(`${rule} reports what the inventory shows of it, and nothing else`, (t) => {
    const expected = Object.entries(inventory.hosts).flatMap(([host, { containers }]) =>
      containers.flatMap((container) => faults(container).map((end) => `${host}/${container.name} ${rule}${end}\n`)),
    );
    t.deepEqual(
      lines.filter((line) => line.includes(` ${rule}[`) || line.includes(` ${rule} `)),
      expected.sort(),
    );
    t.true(expected.length > 0);
  });

test("a container with a healthcheck in the inventory is never said to have none, and one without is never passed over", (t) => {
  for (const [host, { containers }] of Object.entries(inventory.hosts))
    for (const { name, healthcheck } of containers) {
      const said = lines.filter((line) => line.startsWith(`${host}/${name} healthcheck-missing`));
      if (typeof healthcheck === "object") t.deepEqual(said, [], name);
      else t.is(said.length, 1, `${name} has no test in the inventory`);
    }
});

test("every container is told what it lacks with its place in the file and a remedy", (t) => {
  for (const { subject, path, remedy } of findings) {
    t.regex(path, /^test\/estates\/as-found\/(lady|master)\.yaml:\d+:\d+ (services|configs)\./);
    t.true(remedy.length > 0);
    t.truthy(subject.container);
  }
});
