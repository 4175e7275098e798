import { deepStrictEqual } from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { readInspect } from "../../model/from-docker/read-inspect.ts";
import { CONTAINER, readStack } from "../../model/from-pulumi/stack.ts";
import { readState } from "../../model/from-state/read-state.ts";
import { container, IMAGE_BODY } from "../policies/support/as-inspect.ts";
import { type Args, anything, expressible, RICH } from "./support/arguments.ts";
import { plain } from "./support/plain.ts";

type Model = Record<string, unknown>;

/** Inputs in which everything is known and that the engine would take. */
const runnable = expressible.filter((args) => inspected(args) !== undefined && !isSaidByEngine(args));

/** The engine says `label=disable` by itself of a container that shares a namespace with the host. */
function isSaidByEngine({ securityOpts, privileged, pidMode, ipcMode }: Args): boolean {
  const shares = privileged === true || pidMode === "host" || ipcMode === "host";
  return shares && (securityOpts as string[] | undefined)?.at(-1) === "label=disable";
}

function inspected(args: Args): unknown {
  try {
    return container({ name: "app", ...args });
  } catch {
    return undefined;
  }
}

function fromInspect(args: Args): Model {
  const document = JSON.parse(JSON.stringify([inspected(args), IMAGE_BODY]));
  const { stack } = readInspect({ stack: "case", document });
  deepStrictEqual(stack.problems, []);
  return comparable(plain(stack.containers[0] as never));
}

function fromInputs(args: Args): Model {
  const stack = readStack("case", [{ type: CONTAINER, name: "app", inputs: { name: "app", ...args } }]);
  deepStrictEqual(stack.problems, []);
  return comparable(plain(stack.containers[0] as never));
}

/**
 * Without what an inspection does not hold (files, order of start, deployment, how its image was built), with what the engine fills in by
 * itself, and in no order where the engine keeps none (maps, and the ways to mount).
 */
function comparable(model: Model): Model {
  const { files: _files, dependsOn: _dependsOn, deployment: _deployment, buildArguments: _build, ...rest } = model;
  const logging = rest.logging as { driver?: string; options: unknown };
  return {
    ...rest,
    labels: unordered(rest.labels),
    mounts: unordered(rest.mounts),
    ports: unordered(rest.ports),
    networks: unordered(rest.networks),
    logging: { driver: logging.driver ?? "json-file", options: logging.options },
    ipcMode: rest.ipcMode === "private" ? undefined : rest.ipcMode,
    cgroupnsMode: rest.cgroupnsMode === "private" ? undefined : rest.cgroupnsMode,
    shmSize: rest.shmSize === 64 * 1024 * 1024 ? undefined : rest.shmSize,
    runtime: rest.runtime === "runc" ? undefined : rest.runtime,
    memorySwap: rest.memorySwap === 2 * Number(rest.memory) ? undefined : rest.memorySwap,
  };
}

function unordered(elements: unknown): unknown {
  return (elements as readonly object[])
    .map((element) => ({ ...element, at: undefined }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

test("one container with every input reads the same from its inspection as from its inputs", (t) => {
  const { uploads: _uploads, envs: _envs, ...args } = RICH;
  const one = { ...args, envs: ["TZ=Europe/Zurich", "EMPTY="] };
  t.deepEqual(fromInspect(one), fromInputs(one));
});

test("what an engine tells of a container reads as the inputs that it was made from", (t) => {
  const same = fc.property(runnable, (args) => deepStrictEqual(fromInspect(args), fromInputs(args)));
  t.notThrows(() => fc.assert(same, { numRuns: 200 }));
});

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** As `pulumi stack export` prints it. */
function stateOf(inputs: object): unknown {
  const urn = "urn:pulumi:prod::shop::shop:Service$docker:index/container:Container::app";
  return JSON.parse(JSON.stringify({ version: 3, deployment: { resources: [{ urn, type: CONTAINER, inputs }] } }));
}

test("the state of a deployment reads as the inputs that it was made from", (t) => {
  const same = fc.property(anything, (args) => {
    const inputs = { name: "app", ...args };
    const read = readState({ stack: "x", file: "state.json", document: stateOf({ ...inputs, __defaults: [] }) });
    const declared = readStack("prod", [{ type: CONTAINER, name: "app", inputs }]);
    deepStrictEqual(read.name, "prod");
    deepStrictEqual(plain(read.containers[0] as never), plain(declared.containers[0] as never));
  });
  t.notThrows(() => fc.assert(same, { numRuns: 100 }));
});

test("a secret of a state is known where it was exported in plain text, and unknown where not", (t) => {
  const read = (secret: object) => {
    const document = stateOf({
      image: "nginx:1.27",
      labels: [{ label: "a", value: { [SIGNATURE]: SECRET, ...secret } }],
      envs: { [SIGNATURE]: SECRET, ...secret },
    });
    return readState({ stack: "x", file: "state.json", document });
  };
  const open = read({ plaintext: '"geheim"' });
  t.like(open.containers[0]?.labels[0], { key: "a", value: "geheim", secret: true });
  t.true(open.secrets.has("geheim"));
  const closed = read({ ciphertext: "v1:abc:def" });
  t.throws(() => closed.containers[0]?.labels[0]?.value, { message: "labels[0].value is not known" });
  t.throws(() => closed.containers[0]?.env, { message: "envs is not known" });
});
