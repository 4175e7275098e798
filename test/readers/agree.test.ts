import { deepStrictEqual } from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { runProgram } from "../../gate/program.ts";
import { findProject, readStackConfig } from "../../gate/project.ts";
import { CONTAINER, type PulumiResource, readStack } from "../../model/from-pulumi/stack.ts";
import type { Stack } from "../../model/stack.ts";
import { asCompose } from "../policies/support/as-compose.ts";
import { checked } from "../policies/support/checked.ts";
import { project, ROOT } from "../support/cli.ts";
import { type Args, anything, expressible, RICH } from "./support/arguments.ts";
import { plain } from "./support/plain.ts";

/** The model of the only container in it; a problem of reading it would hide a difference. */
function onlyModel(stack: Stack): unknown {
  const [container, ...others] = stack.containers;
  if (container === undefined || others.length > 0) throw new Error(`${stack.containers.length} containers`);
  return { model: plain(container), problems: stack.problems.length };
}

const resource = (args: Args): PulumiResource => ({ type: CONTAINER, name: "app", inputs: { name: "app", ...args } });
const fromInputs = (args: Args) => onlyModel(readStack("case", [resource(args)]));
const fromChecked = (args: Args) => onlyModel(readStack("case", checked([resource(args)])));

function fromCompose(args: Args): unknown {
  const stack = asCompose({
    rule: "",
    state: "pass",
    situation: "",
    file: "case.yaml",
    pulumi: { app: args },
    networks: {},
    volumes: {},
    compose: undefined,
    expect: undefined,
    says: undefined,
    vpn: undefined,
    settings: undefined,
  });
  if (stack === undefined) throw new Error("compose has no words for it");
  return onlyModel(stack);
}

/** `deployment` is what only Pulumi says. */
function shared(read: unknown): unknown {
  const { model, problems } = read as { model: Record<string, unknown>; problems: number };
  const { deployment: _deployment, ...rest } = model;
  return { model: rest, problems };
}

const PROGRAM = `
import { readFileSync } from "node:fs";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
const declared = JSON.parse(readFileSync(new URL("containers.json", import.meta.url), "utf8"));
const live = (value) => {
  if (Array.isArray(value)) return value.map(live);
  if (typeof value !== "object" || value === null) return value;
  if ("secret" in value) return pulumi.secret(value.secret);
  if ("wrapped" in value) return pulumi.output(value.wrapped);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, live(inner)]));
};
for (const [name, args] of Object.entries(declared)) new docker.Container(name, live(args));
`;

/** Models of real `docker.Container` resources as the gate captures them, by their names. */
async function fromProgram(containers: Record<string, Args>): Promise<Map<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "readiness-readers-"));
  try {
    const files = { ...project(PROGRAM), "containers.json": JSON.stringify(containers) };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const found = findProject(folder);
    const resources = await runProgram(found, "dev", readStackConfig(found, "dev"));
    return new Map(resources.map((one) => [one.name, onlyModel(readStack("case", [one]))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("one container with every input reads the same from inputs, after the provider's Check and from compose", (t) => {
  t.deepEqual(fromChecked(RICH), fromInputs(RICH));
  t.deepEqual(shared(fromCompose(RICH)), shared(fromInputs(RICH)));
});

test("the container with every input leaves no field of the model at what Docker does by itself", (t) => {
  const { model: bare } = fromInputs({ image: "ghcr.io/example/app:1.4.0" }) as { model: Record<string, unknown> };
  const { model: rich } = fromInputs(RICH) as { model: Record<string, unknown> };
  // Some have no input that compose has a word for, or none at all in Pulumi; the cases of the rules that
  // read the last eight go through every reader that knows them.
  const without = [
    "name",
    "image",
    "networkMode",
    "publishAllPorts",
    "runsOnce",
    "utsMode",
    "cgroupParent",
    "pidsLimit",
    "dependsOn",
    "deviceRules",
    "gpus",
    "buildArguments",
    "volumesFrom",
    "links",
    "terminal",
    "apiSocket",
    "deployment",
  ];
  for (const field of Object.keys(rich)) if (!without.includes(field)) t.notDeepEqual(rich[field], bare[field], field);
});

test("what the provider's Check fills in changes nothing of the model", (t) => {
  t.notThrows(() => fc.assert(fc.property(anything, (args) => deepStrictEqual(fromChecked(args), fromInputs(args)))));
});

test("compose and Pulumi inputs of the same container are the same model", (t) => {
  const same = fc.property(expressible, (args) => deepStrictEqual(shared(fromCompose(args)), shared(fromInputs(args))));
  t.notThrows(() => fc.assert(same, { numRuns: 300 }));
});

test.serial("a real docker.Container of a program reads as its plain inputs do", async (t) => {
  const sample = fc.sample(anything, { numRuns: 60, seed: 20261123 });
  const declared = Object.fromEntries(
    [RICH, ...sample].map((args, index) => [`app${index}`, { ...args, name: "app" }]),
  );
  const models = await fromProgram(declared);
  t.is(models.size, 61);
  for (const [name, args] of Object.entries(declared)) t.deepEqual(models.get(name), fromInputs(args), name);
});

test.serial("secrets and outputs of a real program are marked and known wherever they stand", async (t) => {
  const wire = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
  const args = (secret: (value: unknown) => unknown, output: (value: unknown) => unknown) => ({
    name: "app",
    image: output("nginx:1.27-alpine"),
    envs: ["PLAIN=1", secret("TOKEN=geheim"), output("TZ=UTC")],
    labels: [{ label: "a", value: secret("geheim") }, output({ label: "b", value: "2" })],
    uploads: [{ file: "/etc/key", content: secret("geheim") }],
    healthcheck: { tests: ["CMD", "ping", secret("geheim")] },
    command: secret(["run", "geheim"]),
    ports: output([{ internal: 80, external: 80, ip: "127.0.0.1" }]),
    memory: output(64),
  });
  const models = await fromProgram({
    app: args(
      (secret) => ({ secret }),
      (wrapped) => ({ wrapped }),
    ),
  });
  const same = (value: unknown) => value;
  const read = models.get("app") as { model: Record<string, readonly { secret: boolean }[]> };
  t.deepEqual(read, fromInputs(args(wire, same)));
  const marks = (field: string) => read.model[field]?.map(({ secret }) => secret);
  t.deepEqual(
    [marks("env"), marks("labels"), marks("files"), marks("command")],
    [[false, true, false], [true, false], [true], [true, true]],
  );
});
