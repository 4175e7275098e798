import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { inProject, onHost } from "../../lab/backup/host.ts";
import { installBackups, runJobs } from "../../lab/backup/install.ts";
import { readRunbook, rehearse } from "../../lab/backup/lose.ts";
import { answers, seed, sumOf } from "../../lab/backup/seed.ts";
import { runningLab } from "../../lab/claim.ts";
import { untilWell } from "../../lab/engine.ts";
import { type Lab, startLab } from "../../lab/lab.ts";
import { verifyLab } from "../../lab/verify.ts";
import { runWithDeadline } from "../../preview/run.ts";
import { HOSTS } from "../../stacks/settings.ts";
import { absent, isAbsent } from "../../toolchain/absent.ts";
import { present } from "../engine/support/requirements.ts";

const LATER = ["backup-plausible", "backup-retention"];
let lab: Lab | undefined;

test.before(async (t) => {
  t.timeout(15 * 60_000);
  const started =
    (await runningLab()) === undefined
      ? await startLab({ backups: true, say: (line) => t.log(line) })
      : absent("lab: one runs here already.");
  if (isAbsent(started)) t.log(started.absent);
  else lab = started;
});

test.after.always(async () => lab?.stop());

const inLab = (title: string, use: (lab: Lab, t: import("ava").ExecutionContext) => Promise<void>) =>
  test.serial(title, async (t) => {
    t.timeout(30 * 60_000);
    const here = present(t, lab ?? absent("a lab with backups: this machine has none."));
    if (here !== undefined) await use(here, t);
  });

inLab("the printed jobs run on both hosts, and no check of backups fails", async (lab, t) => {
  await seed(lab);
  await installBackups(lab);
  await runJobs(lab);
  const { results } = await verifyLab(lab, "--only", "backup", "--deep", "--steady", "0");
  const seen = results.filter(({ check }) => check.startsWith("backup-"));
  t.true(seen.length > 100);
  t.deepEqual(
    seen
      // Of sizes the newest archives are asked only, and a retention shows when there is something to thin out.
      .filter(({ check, state }) => state === "fail" || (state === "unknown" && !LATER.includes(check)))
      .map(
        ({ check, subject, state, remarks }) =>
          `${state} ${check} ${subject.host}/${subject.name}: ${remarks[0]?.message}`,
      ),
    [],
  );
});

inLab(
  "a drill proves every backup of both hosts over their shells, and opens the databases that are real",
  async (lab, t) => {
    const record = join(lab.folder, "restored.jsonl");
    const drill = await runWithDeadline("npx", ["readiness", "drill", "restore", "--all", "--record", record], {
      ...{ cwd: lab.project.folder, env: lab.project.environment, deadline: 15 * 60_000 },
    });
    t.log(drill.stdout);
    const { results } = await verifyLab(lab, "--only", "backup", "--only", "documentation", "--with", record);
    const proved = results.filter(({ check }) => check === "restore-proved" || check === "restore-in-time");
    t.true(proved.length > 100);
    t.deepEqual(
      proved
        .filter(({ check, state }) => state !== "pass" && !(check === "restore-in-time" && state === "unknown"))
        .map(({ check, subject, state }) => `${state} ${check} ${subject.host}/${subject.name}`)
        .sort(),
      // Nothing opens what these two keep, so nothing of it is proved.
      ["unknown restore-proved lady//srv/docker/unifi/db", "unknown restore-proved lady/redis-vol-1"],
      drill.stderr,
    );
    t.not(drill.code, 0);
    for (const host of HOSTS) t.is(await onHost(lab, host, "find /var/tmp -mindepth 1 -maxdepth 1"), "");
  },
);

inLab("a lost host comes back by the commands of its runbook alone", async (lab, t) => {
  const [rows, files] = [await answers(lab), await sumOf(lab, "lady")];
  t.true(
    rows.every((row) => /\d{4}/.test(row)),
    rows.join(),
  );
  const rehearsal = await rehearse(lab, "lady", (line) => t.log(line));
  await untilWell(lab, "lady");
  t.deepEqual(await answers(lab), rows);
  t.is(await sumOf(lab, "lady"), files);
  t.is((await onHost(lab, "lady", "ls /srv/backup/lady/snapshots | wc -l")).trim() === "0", false);

  const evidence = process.env.READINESS_REHEARSAL ?? join(lab.folder, "rehearsal.json");
  await writeFile(evidence, `${JSON.stringify(rehearsal, null, 2)}\n`);
  const text = await inProject(lab, [`npx readiness recovery runbook --stack lady --measured '${evidence}'`]);
  for (const { title } of rehearsal.steps) t.regex(text, new RegExp(`^\\| ${title} \\| \\d+ \\|$`, "m"));
  t.deepEqual(
    readRunbook(text)
      .slice(1)
      .map(({ title }) => title),
    rehearsal.steps.map(({ title }) => title),
  );
  for (const secret of lab.project.secrets) t.false(text.includes(secret));
  t.truthy(await readFile(evidence, "utf8"));
});
