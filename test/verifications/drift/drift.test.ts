import test from "ava";
import fc from "fast-check";
import { readInspect } from "../../../model/from-docker/read-inspect.ts";
import { outcomeOf } from "../../../policies/judge/outcome.ts";
import { DEFAULT } from "../../../policies/packs/default.ts";
import { DRIFT_IDS } from "../../../policies/settings/drift-ids.ts";
import { NO_WAIVERS, type Waivers } from "../../../policies/settings/waivers.ts";
import { DRIFT } from "../../../verifications/drift/compare.ts";
import { type Comparison, judgeDrift } from "../../../verifications/drift/judge.ts";
import { container, IMAGE_BODY } from "../../policies/support/as-inspect.ts";
import { type Args, expressible, RICH } from "../../readers/support/arguments.ts";
import { stackOf } from "../../support/stack.ts";

interface Running {
  readonly args?: Args;
  /** What the image brings; null where nobody inspected it. */
  readonly image?: object | null;
  readonly change?: (body: Record<string, unknown>) => object;
  readonly notEnforced?: readonly string[];
}

const SMALL: Args = { image: "nginx:1.27", restart: "always" };
const NGINX = { ...IMAGE_BODY, RepoTags: ["nginx:1.27"] };

function hostOf(
  declared: Args,
  { args = declared, image = NGINX, change = (body) => body, notEnforced = [] }: Running,
): Comparison {
  const body = change(container({ name: "app", ...args }));
  const document = JSON.parse(JSON.stringify([body, ...(image === null ? [] : [image])]));
  const { containers, stack } = readInspect({ stack: "test", document });
  return {
    declared: stackOf({ app: declared }),
    running: { containers, notInspected: [], notEnforced: new Set(notEnforced) },
    problems: stack.problems,
  };
}

const judged = (hosts: readonly Comparison[], waivers: Waivers = NO_WAIVERS) =>
  judgeDrift({ hosts, pack: DEFAULT, waivers, today: "2026-11-23", otherStacks: [] });

function found(declared: Args, running: Running = {}): string[] {
  return judged([hostOf(declared, running)])
    .findings.map(({ rule, detail, verdict }) => `${verdict} ${rule} ${detail}`)
    .sort();
}

test("settings know exactly what is compared", (t) => {
  t.deepEqual([...DRIFT_IDS].sort(), DRIFT.map(({ id }) => id).sort());
  t.is(new Set(DRIFT_IDS).size, DRIFT_IDS.length);
});

test("a container that runs as declared is no drift, with every input set", (t) => {
  const { uploads: _uploads, envs: _envs, ...rest } = RICH;
  const args = { ...rest, envs: ["TZ=Europe/Zurich", "EMPTY="] };
  t.deepEqual(found(args, { image: { ...IMAGE_BODY, RepoTags: [String(RICH.image)] } }), []);
});

/** Inputs that the engine takes as they are: it cuts relative paths off, and keeps one mount for each target. */
const runnable = expressible.filter((args) => {
  try {
    container({ name: "app", ...args });
    return true;
  } catch {
    return false;
  }
});
const taggedWith = (args: Args) => ({
  ...IMAGE_BODY,
  RepoTags: [String(args.image)],
  RepoDigests: [String(args.image)],
});

test("whatever the engine was given is never drift from what was declared", (t) => {
  const holds = fc.property(runnable, (args) => {
    const { findings } = judged([hostOf(args, { image: taggedWith(args) })]);
    return findings.every(({ verdict }) => verdict === "unknown");
  });
  t.notThrows(() => fc.assert(holds, { numRuns: 150 }));
});

test("what the image brings is no drift, and unknown where the image was not inspected", (t) => {
  const config = {
    Env: ["PATH=/bin", "VERSION=3"],
    Labels: { made: "by" },
    Cmd: ["serve"],
    Entrypoint: ["/start"],
    User: "101",
    StopSignal: "SIGQUIT",
    Volumes: { "/cache": {} },
    Healthcheck: { Test: ["CMD", "ping"], Interval: 5e9 },
  };
  const change = (body: Record<string, unknown>) => ({ ...body, Config: { Image: "nginx:1.27", ...config } });
  t.deepEqual(found(SMALL, { image: { ...NGINX, Config: config }, change }), []);
  const unknown = found(SMALL, { image: null, change });
  t.true(unknown.every((one) => one.startsWith("unknown ")));
  const checks = new Set(unknown.map((one) => one.split(" ")[1]));
  t.deepEqual([...checks].sort(), [
    "drift-command",
    "drift-environment",
    "drift-healthcheck",
    "drift-image",
    "drift-labels",
    "drift-mounts",
    "drift-stop",
    "drift-user",
  ]);
});

test("a value of a variable, a label or a command is in no finding", (t) => {
  const secretive = (value: string): Args => ({
    ...SMALL,
    envs: [`TOKEN=${value}`],
    labels: [{ label: "key", value }],
    command: [value],
    entrypoints: [value],
    healthcheck: { tests: ["CMD", value] },
  });
  const judgement = judged([hostOf(secretive("geheim-1"), { args: secretive("geheim-2") })]);
  t.deepEqual(
    judgement.findings.map(({ rule }) => rule),
    ["drift-command", "drift-command", "drift-environment", "drift-labels", "drift-healthcheck"],
  );
  t.notRegex(JSON.stringify(judgement), /geheim/);
});

test("a secret that is not decrypted is unknown where a comparison needs it", (t) => {
  const declared = { ...SMALL, envs: ["TOKEN=<secret not set>"], command: ["--key", "<secret not set>"] };
  const args = { ...SMALL, envs: ["TOKEN=open"], command: ["--key", "open"] };
  t.deepEqual(found(declared, { args }), ["unknown drift-command null", "unknown drift-environment TOKEN"]);
  t.deepEqual(found(declared, { args: { ...args, command: ["--other", "open"] } }), [
    "fail drift-command command",
    "unknown drift-environment TOKEN",
  ]);
});

test("an image is the same by digest or by the name that it has on the host", (t) => {
  const digest = `sha256:${"ab".repeat(32)}`;
  const pinned = { image: `nginx@${digest}` };
  t.deepEqual(
    found(pinned, { args: SMALL, image: { ...NGINX, RepoDigests: [`nginx@${digest}`] } }).filter(isImage),
    [],
  );
  t.deepEqual(found(pinned, { args: SMALL, image: { ...NGINX, RepoDigests: [] } }).filter(isImage), [
    "fail drift-image digest",
  ]);
  t.deepEqual(found(pinned, { args: SMALL, image: null }).filter(isImage), ["unknown drift-image null"]);
  t.deepEqual(found(SMALL, { image: { ...NGINX, RepoTags: [] } }).filter(isImage), ["fail drift-image tag"]);
  t.deepEqual(
    found(
      { image: "docker.io/library/nginx" },
      { args: SMALL, image: { ...NGINX, RepoTags: ["nginx:latest"] } },
    ).filter(isImage),
    [],
  );
});

const isImage = (one: string) => one.includes("drift-image");

test("a limit that the kernel of the host does not enforce is not in force", (t) => {
  const args = { ...SMALL, memory: 64, memorySwap: 64 };
  t.deepEqual(found(args, { notEnforced: ["swap"] }), ["fail drift-limits memorySwap not in force"]);
  t.deepEqual(found(SMALL, { notEnforced: ["swap", "memory"] }), []);
});

test("the names that the engine and compose give by themselves are no drift, and others are", (t) => {
  const declared = { ...SMALL, networksAdvanced: [{ name: "web", aliases: ["www"] }] };
  const running = (aliases: readonly string[]) => ({
    change: (body: Record<string, unknown>) => ({
      ...body,
      Config: {
        ...(body.Config as object),
        Hostname: "host-name",
        Labels: { "com.docker.compose.service": "service" },
      },
      NetworkSettings: { Networks: { web: { Aliases: aliases } } },
    }),
  });
  t.deepEqual(found(declared, running(["app", "service", "host-name", "www"])), []);
  const twice = { ...SMALL, networksAdvanced: [{ name: "web", aliases: ["www", "www"] }] };
  t.deepEqual(found(twice, running(["app", "www"])), [], "an alias that is declared twice is there once");
  t.deepEqual(found(declared, running(["app", "stranger"])), [
    "fail drift-networks web stranger",
    "fail drift-networks web www",
  ]);
});

test("a container that ended is drift, unless it is meant to end and ended well", (t) => {
  const ended = (ExitCode: number) => (body: object) => ({
    ...body,
    State: { Status: "exited", Running: false, ExitCode },
  });
  t.deepEqual(found(SMALL, { change: ended(0) }), ["fail drift-stopped exited"]);
  t.deepEqual(found({ ...SMALL, mustRun: false }, { args: SMALL, change: ended(0) }), []);
  t.deepEqual(found({ ...SMALL, mustRun: false }, { args: SMALL, change: ended(1) }), ["fail drift-stopped exited"]);
  t.deepEqual(found({ ...SMALL, start: false }, { args: SMALL, change: ended(0) }), []);
  t.deepEqual(found(SMALL, { change: (body) => ({ ...body, State: null }) }), ["unknown drift-stopped null"]);
});

test("nothing is missing from a host that was not seen, and nothing of it passes", (t) => {
  const problem = { container: undefined, message: "it cannot be asked", location: { path: "" } };
  const unseen: Comparison = { declared: stackOf({ app: SMALL, db: SMALL }), running: undefined, problems: [problem] };
  const judgement = judged([unseen]);
  t.is(outcomeOf(judgement), "undecided");
  t.deepEqual(
    judgement.findings.map(({ rule }) => rule),
    ["unreadable-input"],
  );
  t.like(judgement.summary, { containers: 2, pass: 0, fail: 0 });
  const empty = judged([
    { ...unseen, problems: [], running: { containers: [], notInspected: [], notEnforced: new Set() } },
  ]);
  t.deepEqual(
    empty.findings.map(({ rule }) => rule),
    ["drift-missing", "drift-missing"],
  );
});

test("a container that could not be looked at is neither missing nor as declared", (t) => {
  const { declared } = hostOf(SMALL, {});
  const running = { containers: [], notInspected: ["app", "other"], notEnforced: new Set<string>() };
  const problem = { container: "app", message: "it is not told of", location: { path: "app" } };
  const judgement = judged([{ declared, running, problems: [problem] }]);
  t.deepEqual(
    judgement.findings.map(({ rule, subject }) => `${rule} ${subject.container}`),
    ["drift-unmanaged other", "unreadable-input app"],
  );
  t.is(judgement.summary.pass, 0);
});

test("a waiver accepts one difference, and one that accepts nothing is said", (t) => {
  const waiver = (rule: string, detail: string | undefined, name = "app") => ({
    ...{
      rule,
      stack: "test",
      container: name,
      detail,
      reason: "It was agreed upon.",
      owner: "ops",
      expires: "2027-01-01",
    },
    location: { path: "waivers[0]" },
  });
  const waivers = (one: ReturnType<typeof waiver>): Waivers => ({ file: "w.yaml", waivers: [one], invalid: [] });
  const host = hostOf(SMALL, { args: { ...SMALL, restart: "no" } });
  t.is(outcomeOf(judged([host])), "broken");
  const accepted = judged([host], waivers(waiver("drift-restart", "policy")));
  t.is(outcomeOf(accepted), "holds");
  t.is(accepted.summary.waived, 1);
  t.is(outcomeOf(judged([host], waivers(waiver("drift-restart", "retries")))), "broken");
  t.true(
    judged([hostOf(SMALL, {})], waivers(waiver("drift-restart", "policy"))).findings.some(
      ({ rule }) => rule === "waiver-unused",
    ),
  );
});
