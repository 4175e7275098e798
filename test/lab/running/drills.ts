import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { update } from "../../../lab/breaking/containers.ts";
import { inspect, untilWell } from "../../../lab/engine.ts";
import { servicesOf } from "../../../lab/estate.ts";
import type { Lab } from "../../../lab/lab.ts";
import { type Verified, verifyLab } from "../../../lab/verify.ts";
import { HOSTS, type HostName } from "../../../stacks/settings.ts";
import { DRILLS } from "../../../verifications/drills/drill.ts";
import { JOURNAL_FILE } from "../../../verifications/drills/journal.ts";
import { inLab, WHOLE } from "./there.ts";

/** The check that each drill is for. */
const PROVES = {
  "container-comes-back": "container-comes-back",
  "portal-down-opens-nothing": "portal-down-opens-nothing",
  "engine-restart": "engine-comes-back",
} as const;
const ONCE = ["--steady", "0"];

const statesOf = ({ results }: Verified, check: string) =>
  results
    .filter((result) => result.check === check)
    .map(({ state, subject, remarks }) =>
      [state, `${subject.host}/${subject.name}`, ...remarks.map(({ message }) => message)].join(" "),
    );

inLab("every drill succeeds on the hosts of a healthy lab, and leaves them as they were", async (lab, t) => {
  const before = await idsOf(lab);
  const began = Date.now();
  const drilled = await verifyLab(lab, ...ONCE, ...DRILLS.flatMap((drill) => ["--drill", drill]));
  t.log(`all drills took ${Math.round((Date.now() - began) / 1000)} s`);
  for (const check of Object.values(PROVES)) {
    const states = statesOf(drilled, check);
    t.true(states.length > 0);
    t.deepEqual(
      states.filter((state) => !state.startsWith("pass ")),
      [],
      drilled.stderr,
    );
  }
  const problems = drilled.stderr
    .split("\n")
    .filter((line) => !/^(?:readiness: drill \S+ on \w+(?:: \S+)?)?$/.test(line));
  t.deepEqual(problems, []);
  t.deepEqual(await idsOf(lab), before);
  for (const host of HOSTS) await untilWell(lab, host, undefined, 1000);
  t.false(existsSync(join(lab.project.folder, JOURNAL_FILE)));
});

inLab(
  "a container whose restart policy was taken away stays down in a drill, fails by name and is started",
  async (lab, t) => {
    // It has no health check of its own, so that it has thirty seconds to come back.
    const container = "cloudflared";
    const consent = await consentTo(lab, container);
    const mend = await update(lab, "master", container, { RestartPolicy: { Name: "no", MaximumRetryCount: 0 } });
    try {
      const drilled = await verifyLab(lab, ...ONCE, "--stack", "master", "--drill", "container-comes-back");
      const found = drilled.results.filter(({ check, state }) => check === "container-comes-back" && state === "fail");
      t.deepEqual(
        found.map(({ subject, remarks }) => [subject.host, remarks.map(({ message }) => message)]),
        [["master", ["cloudflared was not back 30 s after its process was killed: it is exited"]]],
      );
      t.is((await inspect(lab, "master", container)).State.Status, "running", "it was started again");
    } finally {
      await mend();
      await consent();
      await untilWell(lab, "master");
    }
  },
);

for (const drill of WHOLE ? DRILLS : [])
  inLab(
    `what ${drill} changed is put back by the next run where the first was killed in the middle`,
    async (lab, t) => {
      const journal = join(lab.project.folder, JOURNAL_FILE);
      const before = await idsOf(lab);
      const killed = start(lab, "--stack", "master", ...ONCE, "--drill", drill);
      const ended = new Promise((resolve) => killed.once("close", resolve));
      while (!existsSync(journal) && killed.exitCode === null) await sleep(20);
      await sleep(1500);
      killed.kill("SIGKILL");
      await ended;
      t.is(killed.signalCode, "SIGKILL");
      t.true(existsSync(journal), "it was killed in the middle");

      const put = start(lab, "--put-back");
      let said = "";
      for (const stream of [put.stdout, put.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
      t.is(await new Promise((resolve) => put.once("close", resolve)), 0, said);
      t.is(said, "master is as it was before the drill\n");
      t.false(existsSync(journal));
      t.deepEqual(await idsOf(lab), before);
      await untilWell(lab, "master", undefined, 1000);
    },
  );

function start({ project: { folder, environment } }: Lab, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["bin/readiness.mjs", "verify", ...args], { cwd: folder, env: environment });
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  return child;
}

/** The very containers of both hosts: none is made anew, and none is gone. */
async function idsOf(lab: Lab): Promise<string[]> {
  const all = HOSTS.flatMap((host): [HostName, string][] => servicesOf(host).map(({ name }) => [host, name]));
  return await Promise.all(all.map(async ([host, name]) => (await inspect(lab, host, name)).Id));
}

/** Names another container in the consent for Master. @returns what names the old one again. */
async function consentTo(lab: Lab, container: string): Promise<() => Promise<void>> {
  const file = join(lab.project.folder, "readiness.yaml");
  const text = await readFile(file, "utf8");
  const settings = parse(text) as { drills: { host: string }[] };
  const drills = settings.drills.map((one) => (one.host === "master" ? { ...one, container } : one));
  await writeFile(file, stringify({ ...settings, drills }));
  return () => writeFile(file, text);
}
