import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { blameOf } from "../../lab/blame.ts";
import { stop } from "../../lab/breaking/containers.ts";
import { runningLab } from "../../lab/claim.ts";
import { containersOf } from "../../lab/engine.ts";
import { servicesOf } from "../../lab/estate.ts";
import { FAULTS, findFault } from "../../lab/faults/index.ts";
import { type Lab, startLab } from "../../lab/lab.ts";
import { verifyLab } from "../../lab/verify.ts";
import { HOSTS } from "../../stacks/settings.ts";
import { absent } from "../../toolchain/absent.ts";
import { present } from "../engine/support/requirements.ts";
import { disguises } from "../engine/support/said.ts";

/** Enough to see the ways in which a lab can be broken; all of them with READINESS_LAB_FAULTS=all. */
const SOME = [
  "application-500",
  "container-stopped",
  "extra-listener",
  "name-leads-elsewhere",
  "vpn-list-with-everything",
];
/** Seconds between two looks: too few to prove steadiness, enough to see what restarts all the time. */
const STEADY = ["--steady", "2"];
const LONG = 20 * 60_000;

let lab: Lab | undefined;

test.before(async (t) => {
  t.timeout(5 * 60_000);
  // Of somebody else on this machine; the tests of a lab then wait for no end of his.
  const other = await runningLab();
  const started =
    other === undefined ? await startLab() : absent(`lab: one runs here already, in process ${other.pid}.`);
  // `before` has no title of its own to skip under: each test says it again.
  lab = "absent" in started ? undefined : started;
  if (lab === undefined) t.log((started as { absent: string }).absent);
});

test.after.always(async () => lab?.stop());

const inLab = (title: string, use: (lab: Lab, t: import("ava").ExecutionContext) => Promise<void>) =>
  test.serial(title, async (t) => {
    t.timeout(LONG);
    const here = present(t, lab ?? absent("a lab of both hosts: this machine has none, see `npm run lab`."));
    if (here !== undefined) await use(here, t);
  });

inLab("all declared containers run on the two hosts, and nothing else does", async (lab, t) => {
  for (const host of HOSTS)
    t.deepEqual(
      await containersOf(lab, host),
      servicesOf(host)
        .map(({ name }) => name)
        .sort(),
    );
  t.is(HOSTS.flatMap((host) => servicesOf(host)).length, 62);
});

inLab("a healthy lab has no finding but what was accepted", async (lab, t) => {
  const { results } = await verifyLab(lab, ...STEADY);
  t.deepEqual(
    results.filter(({ state }) => state === "fail").map(({ check, subject }) => `${check} ${subject.name}`),
    [],
  );
});

inLab("every fault is blamed on what is to blame, and nobody else is", async (lab, t) => {
  const healthy = await verifyLab(lab, ...STEADY);
  for (const name of process.env.READINESS_LAB_FAULTS === "all" ? FAULTS : SOME) {
    const { blames, showsAfter = 0, inject } = await findFault(name);
    const mend = await inject(lab);
    try {
      await sleep(showsAfter * 1000);
      const { missed, wrongly } = blameOf(healthy, await verifyLab(lab, ...STEADY), blames);
      t.deepEqual({ name, missed, wrongly }, { name, missed: [], wrongly: [] });
    } finally {
      await mend();
    }
  }
  t.deepEqual(blameOf(healthy, await verifyLab(lab, ...STEADY), []).wrongly, [], "all faults are taken back");
});

inLab("an update fails naming the one container that is stopped, and is green again with it", async (lab, t) => {
  const { pulumi } = lab.project;
  const up = () => pulumi(["up", "--yes", "--skip-preview", "--stack", "master"]);
  t.is((await pulumi(["config", "set", "verify", "true", "--stack", "master"])).code, 0);

  const first = await up();
  t.is(first.code, 0, first.stdout + first.stderr);
  const outputs = JSON.parse((await pulumi(["stack", "output", "--json", "--stack", "master"])).stdout);
  t.is(outputs.readiness.verdict, "ready");
  t.regex(outputs.readiness.report, /^[0-9a-f]{64}$/);
  t.true(outputs.readiness.score.low <= outputs.readiness.score.high);

  const preview = await pulumi(["preview", "--stack", "master"]);
  t.notRegex(preview.stdout, /Command|Verification/, "a preview shows no difference");

  const mend = await stop(lab, "master", "ntfy");
  const broken = await up();
  t.not(broken.code, 0);
  const blamed = [...broken.stdout.matchAll(/^ *master\/(\S+) (container-\S+): /gm)].map(
    ([, name, check]) => `${check} ${name}`,
  );
  t.deepEqual([...new Set(blamed)], ["container-runs ntfy"]);

  await mend();
  const green = await up();
  t.is(green.code, 0, green.stdout + green.stderr);

  const said = [first, preview, broken, green].map(({ stdout, stderr }) => stdout + stderr).join();
  for (const disguise of lab.project.secrets.flatMap(disguises)) t.false(said.includes(disguise));
  t.deepEqual(await stateFilesHolding(lab, lab.project.secrets.flatMap(disguises)), []);
});

/** Files of Pulumi's state and of the reports that hold one of the texts. */
async function stateFilesHolding(lab: Lab, texts: readonly string[]): Promise<string[]> {
  const holding: string[] = [];
  for (const part of ["backend", "report"]) {
    const folder = join(lab.folder, part);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
      if (entry.isFile()) {
        const file = join(entry.parentPath, entry.name);
        const bytes = await readFile(file);
        if (texts.some((text) => bytes.includes(text))) holding.push(file);
      }
  }
  return holding;
}
