import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { readState } from "../../model/from-state/read-state.ts";
import type { Stack } from "../../model/stack.ts";
import { outcomeOf } from "../../policies/judge/outcome.ts";
import { DEFAULT } from "../../policies/packs/default.ts";
import { NO_WAIVERS } from "../../policies/settings/waivers.ts";
import type { Dockerd } from "../../toolchain/dockerd.ts";
import { importStandInImage } from "../../toolchain/stand-in-image.ts";
import { judgeDrift } from "../../verifications/drift/judge.ts";
import { parseAddress } from "../../verifications/facts/docker/address.ts";
import { observeHost } from "../../verifications/facts/docker/observe.ts";
import { ROOT } from "../support/cli.ts";
import { createSandbox, type Sandbox } from "./support/engine.ts";
import { needDockerd, needEngine, present } from "./support/requirements.ts";

type Body = Record<string, unknown>;
interface Inspected {
  readonly Config: Body & { readonly Labels: Body; readonly Env: readonly string[]; readonly Healthcheck: Body };
  readonly HostConfig: Body;
  readonly NetworkSettings: { readonly Networks: Record<string, Body> };
}

const config = (change: Body) => (one: Inspected) => ({ ...one, Config: { ...one.Config, ...change } });
const host = (change: Body) => (one: Inspected) => ({ ...one, HostConfig: { ...one.HostConfig, ...change } });
const network = (change: Body) => (one: Inspected) => ({
  ...one,
  NetworkSettings: { Networks: { "lab-net": { ...one.NetworkSettings.Networks["lab-net"], ...change } } },
});

/** What somebody does to a container behind the back of its declaration, and all that has to be found. */
const CHANGES: readonly (readonly [found: string, change: (one: Inspected) => Inspected])[] = [
  ["drift-image name", config({ Image: "other:1" })],
  ["drift-command command", config({ Cmd: ["8080"] })],
  ["drift-command entrypoint", config({ Entrypoint: ["/bin/sh", "/bin/stand-in"] })],
  ["drift-user null", config({ User: "0:0" })],
  [
    "drift-environment PLAIN",
    (one) => config({ Env: one.Config.Env.map((text) => text.replace("PLAIN=1", "PLAIN=2")) })(one),
  ],
  ["drift-environment EXTRA", (one) => config({ Env: [...one.Config.Env, "EXTRA=1"] })(one)],
  ["drift-labels lab.role", (one) => config({ Labels: {} })(one)],
  ["drift-labels extra", (one) => config({ Labels: { ...one.Config.Labels, extra: "1" } })(one)],
  ["drift-healthcheck interval", (one) => config({ Healthcheck: { ...one.Config.Healthcheck, Interval: 2e9 } })(one)],
  [
    "drift-healthcheck test",
    (one) => config({ Healthcheck: { ...one.Config.Healthcheck, Test: ["CMD", "true"] } })(one),
  ],
  ["drift-restart policy", host({ RestartPolicy: { Name: "always" } })],
  [
    "drift-ports 0.0.0.0:PORT/tcp, drift-ports 127.0.0.1:PORT/tcp",
    (one) => host({ PortBindings: everywhere(one) })(one),
  ],
  [
    "drift-networks lab-net more, drift-networks lab-net web",
    (one) => network({ Aliases: ["more"] })(config({ Hostname: "other" })(one)),
  ],
  ["drift-mounts /data", host({ Binds: ["other:/data"] })],
  ["drift-mounts /data write", host({ Binds: ["lab-data:/data:ro"] })],
  ["drift-mounts /more", host({ Binds: ["lab-data:/data", "/tmp:/more"] })],
  ["drift-tmpfs /run", host({ Tmpfs: { "/run": "size=32768" } })],
  ["drift-capabilities NET_BIND_SERVICE, drift-capabilities NET_RAW", host({ CapAdd: ["NET_RAW"] })],
  ["drift-security-options no-new-privileges", host({ SecurityOpt: null })],
  ["drift-security-options read-only", host({ ReadonlyRootfs: false })],
  ["drift-namespaces pidMode", host({ PidMode: "container:lab-helper" })],
  ["drift-limits memory", host({ Memory: 24 * 1024 * 1024 })],
  ["drift-limits nofile", host({ Ulimits: [{ Name: "nofile", Soft: 300, Hard: 300 }] })],
  ["drift-init null", host({ Init: true })],
  ["drift-stop timeout", config({ StopTimeout: 3 })],
  ["drift-sysctls net.core.somaxconn", host({ Sysctls: { "net.core.somaxconn": "256" } })],
  ["drift-logging max-size", host({ LogConfig: { Type: "json-file", Config: { "max-size": "2m" } } })],
];

/** The engine finds a container under its own id as well, which the next one does not have. */
function withoutId(one: Inspected): Inspected {
  return network({ Aliases: ["web"] })(one);
}

function everywhere({ HostConfig }: Inspected): Body {
  const bindings = Object.entries(HostConfig.PortBindings as Record<string, Body[]>);
  return Object.fromEntries(bindings.map(([key, list]) => [key, list.map((one) => ({ ...one, HostIp: "" }))]));
}

test.serial("what a deployment made is no drift, and each change of it is exactly one", async (t) => {
  t.timeout(600_000);
  const engine = await needEngine(t);
  if (engine === undefined) return;
  const dockerd = await needDockerd(t);
  if (dockerd === undefined) return;
  const missing = await importStandInImage(dockerd, ["lab:1"]);
  if (missing !== undefined && present(t, missing) === undefined) return;
  await importStandInImage(dockerd, ["other:1"], { answer: "another" });
  const folder = copyOfProgram(t);
  const sandbox = await createSandbox(engine, folder);
  t.teardown(() => sandbox.remove());
  const port = 20_000 + (process.pid % 20_000);
  const up = await sandbox.up("lab", { env: dockerd.env, config: { "lab:port": String(port) } });
  t.is(up.code, 0, up.stdout + up.stderr);
  const declared = await stateOf(sandbox, ["--show-secrets"]);

  t.deepEqual(await drift(declared, dockerd), [], "a deployment that nobody touched");
  const closed = await stateOf(sandbox, []);
  t.deepEqual(
    await drift(closed, dockerd),
    ["? lab-helper drift-environment null"],
    "a secret is never taken for equal",
  );

  // An update that says it went well, and applies none of these.
  const program = join(folder, "container.ts");
  const edited = readFileSync(program, "utf8")
    .replace('interval: "1s"', 'interval: "2s"')
    .replace('"/run": "size=65536"', '"/run": "size=32768"')
    .replace("memory: 32", "init: true, memory: 32");
  writeFileSync(program, edited);
  const second = await sandbox.up("lab", { env: dockerd.env, config: { "lab:port": String(port) } });
  t.is(second.code, 0, second.stdout + second.stderr);
  t.deepEqual(await drift(await stateOf(sandbox, ["--show-secrets"]), dockerd), [
    "lab-web drift-healthcheck interval",
    "lab-web drift-init null",
    "lab-web drift-tmpfs /run",
  ]);

  const original = withoutId((await dockerd.ask({ path: "/containers/lab-web/json" })) as Inspected);
  const found: Record<string, string[]> = {};
  for (const [expected, change] of CHANGES) {
    await remake(dockerd, "lab-web", change(original));
    found[expected] = (await drift(declared, dockerd)).map((one) =>
      one.replace("lab-web ", "").replace(String(port), "PORT"),
    );
  }
  t.deepEqual(found, Object.fromEntries(CHANGES.map(([expected]) => [expected, expected.split(", ")])));
  await remake(dockerd, "lab-web", original);
  t.deepEqual(await drift(declared, dockerd), []);

  await dockerd.ask({ method: "POST", path: "/containers/lab-helper/kill" });
  t.deepEqual(await drift(declared, dockerd), ["lab-helper drift-stopped exited"]);
  await dockerd.ask({ method: "DELETE", path: "/containers/lab-helper?force=true" });
  t.deepEqual(await drift(declared, dockerd), ["lab-helper drift-missing null"]);
  await dockerd.ask({ method: "POST", path: "/containers/create?name=stranger", body: { Image: "lab:1" } });
  t.deepEqual(await drift(declared, dockerd), ["lab-helper drift-missing null", "stranger drift-unmanaged null"]);
  await dockerd.ask({ method: "POST", path: "/images/other%3A1/tag?repo=lab&tag=1" });
  t.deepEqual(
    (await drift(declared, dockerd)).filter((one) => one.startsWith("lab-web")),
    ["lab-web drift-image tag"],
  );
});

/** A program that can be edited. */
function copyOfProgram(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rdy-program-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(import.meta.dirname, "support/programs/lab"), folder, { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function stateOf(sandbox: Sandbox, options: readonly string[]): Promise<Stack> {
  const { stdout } = await sandbox.pulumi(["stack", "export", "--stack", "lab", ...options]);
  return readState({ stack: "lab", file: "state.json", document: JSON.parse(stdout) });
}

/** `container check detail`, with a question mark where it is undecided. */
async function drift(declared: Stack, { host }: Dockerd): Promise<string[]> {
  const seen = await observeHost(parseAddress(host, {}), { stack: "lab" });
  if (!("observed" in seen)) throw new Error(seen.reason);
  const { observed, notInspected, engine } = seen;
  const judgement = judgeDrift({
    hosts: [
      {
        declared,
        running: { containers: observed.containers, notInspected, notEnforced: engine.notEnforced },
        problems: observed.stack.problems,
      },
    ],
    pack: DEFAULT,
    waivers: NO_WAIVERS,
    today: "2026-11-23",
    otherStacks: [],
  });
  if ((outcomeOf(judgement) === "holds") !== (judgement.findings.length === 0))
    throw new Error("outcome and findings differ");
  return judgement.findings
    .map(
      ({ rule, subject, detail, verdict }) =>
        `${verdict === "unknown" ? "? " : ""}${subject.container} ${rule} ${detail}`,
    )
    .sort();
}

/** The same container anew, as somebody with the docker command would make it. */
async function remake(
  { ask }: Dockerd,
  name: string,
  { Config, HostConfig, NetworkSettings }: Inspected,
): Promise<void> {
  await ask({ method: "DELETE", path: `/containers/${name}?force=true` });
  const body = { ...Config, HostConfig, NetworkingConfig: { EndpointsConfig: NetworkSettings.Networks } };
  await ask({ method: "POST", path: `/containers/create?name=${name}`, body });
  await ask({ method: "POST", path: `/containers/${name}/start` });
}
