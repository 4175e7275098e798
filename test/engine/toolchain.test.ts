import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import type { Dockerd } from "../../toolchain/dockerd.ts";
import { importStandInImage } from "../../toolchain/stand-in-image.ts";
import { createSandbox, policyEvents, resourceChanges, type Sandbox } from "./support/engine.ts";
import { container } from "./support/programs/lab/container.ts";
import { needDockerd, needEngine, present } from "./support/requirements.ts";

const PACK = join(import.meta.dirname, "support/packs/judge");
const HELPER = "urn:pulumi:dev::lab::docker:index/container:Container::helper";

test.serial("a preview of containers needs no daemon", async (t) => {
  const sandbox = await sandboxFor(t, "lab");
  if (sandbox === undefined) return;
  const outcome = await sandbox.preview("dev");
  t.is(outcome.code, 0, outcome.stdout + outcome.stderr);
  t.deepEqual(resourceChanges(outcome), { create: 5 });
});

test.serial("the engine names the inputs of a container as the npm package does", async (t) => {
  const sandbox = await sandboxFor(t, "lab");
  if (sandbox === undefined) return;
  const outcome = await sandbox.preview("dev");
  const web = outcome.events.find(({ resourcePreEvent }) => resourcePreEvent?.metadata.urn.endsWith("::web"));
  const inputs = web?.resourcePreEvent?.metadata.new?.inputs ?? {};
  const declared = [...Object.keys(container), "name", "image", "ports", "volumes", "networksAdvanced", "wait"];
  t.deepEqual(
    declared.filter((name) => !(name in inputs)),
    [],
  );
});

test.serial("a mandatory violation makes a preview fail and is told as an event", async (t) => {
  const sandbox = await sandboxFor(t, "lab");
  if (sandbox === undefined) return;
  const packConfig = await writeConfig(sandbox, { "no-helper": "mandatory" });
  const outcome = await sandbox.preview("dev", { pack: PACK, packConfig });
  t.is(outcome.code, 1, outcome.stdout + outcome.stderr);
  t.like(policyEvents(outcome), {
    length: 1,
    0: {
      policyName: "no-helper",
      policyPackName: "judge",
      policyPackVersion: "1.2.3",
      enforcementLevel: "mandatory",
      resourceUrn: HELPER,
      message: "There is no helper.\nhelper is here\n",
    },
  });
});

test.serial(
  "a value that is not known yet turns a mandatory policy into a remark that names the property",
  async (t) => {
    const sandbox = await sandboxFor(t, "lab");
    if (sandbox === undefined) return;
    const packConfig = await writeConfig(sandbox, { "read-hostname": "mandatory" });
    const outcome = await sandbox.preview("dev", { pack: PACK, packConfig, config: { "lab:unknown": "true" } });
    t.is(outcome.code, 0, outcome.stdout + outcome.stderr);
    const events = policyEvents(outcome);
    t.like(events, { length: 1, 0: { enforcementLevel: "advisory", resourceUrn: HELPER } });
    t.regex(events[0]?.message ?? "", /during preview: string value at \.hostname can't be known during preview/);
  },
);

test.serial("a violation can carry a level of its own", async (t) => {
  const sandbox = await sandboxFor(t, "lab");
  if (sandbox === undefined) return;
  const packConfig = await writeConfig(sandbox, { softened: "mandatory" });
  const outcome = await sandbox.preview("dev", { pack: PACK, packConfig });
  t.is(outcome.code, 0, outcome.stdout + outcome.stderr);
  t.deepEqual(
    policyEvents(outcome).map(({ enforcementLevel, message }) => [enforcementLevel, message]),
    [
      ["advisory", "only a remark\n"],
      ["advisory", "only a remark\n"],
    ],
  );
});

test.serial("an update that takes too long is stopped at its deadline with the script that it runs", async (t) => {
  const sandbox = await sandboxFor(t, "command");
  if (sandbox === undefined) return;
  const pid = join(sandbox.project, "..", "pid");
  const config = { "command:script": `echo $$ > ${pid}; exec sleep 100` };
  const outcome = await sandbox.up("dev", { config, deadline: 8000 });
  t.is(outcome.code, null);
  t.regex(outcome.stderr, /stopped at its deadline of 8 s/);
  const script = Number(await readFile(pid, "utf8"));
  t.throws(() => process.kill(script, 0), { code: "ESRCH" });
});

test.serial("a script that fails makes the update fail, and the next update runs it again", async (t) => {
  const sandbox = await sandboxFor(t, "command");
  if (sandbox === undefined) return;
  const runs = join(sandbox.project, "..", "runs");
  const config = { "command:script": `echo run >> ${runs}; echo the port is closed; test "$(wc -l < ${runs})" -ge 2` };

  const first = await sandbox.up("dev", { config });
  t.not(first.code, 0);
  t.regex(first.stdout + first.stderr, /exit status 1: running .*:\n\s*the port is closed/);

  const second = await sandbox.up("dev");
  t.is(second.code, 0, second.stdout + second.stderr);
  t.is(await readFile(runs, "utf8"), "run\nrun\n");

  const third = await sandbox.up("dev");
  t.deepEqual(resourceChanges(third), { same: 3 });
  t.is(await readFile(runs, "utf8"), "run\nrun\n");
});

test.serial(
  "an update of a real daemon makes the containers, changes nothing twice and destroys all of it",
  async (t) => {
    const sandbox = await sandboxFor(t, "lab");
    const dockerd = sandbox && (await needDockerd(t));
    if (sandbox === undefined || dockerd === undefined) return;
    if (!(await haveImage(t, dockerd, "lab:1"))) return;
    const port = await freePort();
    const env = dockerd.env;

    const first = await sandbox.up("dev", { env, config: { "lab:port": String(port) } });
    t.is(first.code, 0, first.stdout + first.stderr);
    t.deepEqual(resourceChanges(first), { create: 5 });
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(5000) });
    t.is(await answer.text(), "stand-in\n");
    const web = (await dockerd.ask({ path: "/containers/lab-web/json" })) as { State: { Health: { Status: string } } };
    t.is(web.State.Health.Status, "healthy");
    const { deployment } = await sandbox.stackExport("dev");
    t.is(deployment.resources?.filter(({ type }) => type === "docker:index/container:Container").length, 2);
    t.false(JSON.stringify(deployment).includes("not-for-anyone"));

    const second = await sandbox.up("dev", { env });
    t.deepEqual(resourceChanges(second), { same: 5 });

    const gone = await sandbox.destroy("dev", { env });
    t.is(gone.code, 0, gone.stdout + gone.stderr);
    t.deepEqual(await dockerd.ask({ path: "/containers/json?all=true" }), []);
    t.like(await dockerd.ask({ path: "/volumes" }), { Volumes: [] });
    const networks = (await dockerd.ask({ path: "/networks" })) as { Name: string }[];
    t.deepEqual(networks.map(({ Name }) => Name).sort(), ["bridge", "host", "none"]);
  },
);

test.serial("two daemons run beside each other and share nothing", async (t) => {
  const one = await needDockerd(t);
  const other = one && (await needDockerd(t));
  if (one === undefined || other === undefined) return;
  if (!(await haveImage(t, one, "only-here:1"))) return;
  t.like(await one.ask({ path: "/images/json" }), { length: 1, 0: { RepoTags: ["only-here:1"] } });
  t.deepEqual(await other.ask({ path: "/images/json" }), []);
});

async function sandboxFor(t: ExecutionContext, program: string): Promise<Sandbox | undefined> {
  const engine = await needEngine(t);
  if (engine === undefined) return undefined;
  const sandbox = await createSandbox(engine, join(import.meta.dirname, "support/programs", program));
  t.teardown(() => sandbox.remove());
  return sandbox;
}

async function writeConfig(sandbox: Sandbox, config: object): Promise<string> {
  const file = join(sandbox.project, "pack-config.json");
  await writeFile(file, JSON.stringify(config));
  return file;
}

async function haveImage(t: ExecutionContext, dockerd: Dockerd, name: string): Promise<boolean> {
  const missing = await importStandInImage(dockerd, [name]);
  return missing === undefined || present(t, missing) !== undefined;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("127.0.0.1: no port could be had");
  return address.port;
}
