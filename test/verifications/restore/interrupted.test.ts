import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import test from "ava";
import { sweepHosts } from "../../../verifications/restore/restore.ts";
import { type WithImage, withImage } from "./image.ts";
import { digestOf, leftIn, type Machine, machine, SERVERS, taskOf } from "./support.ts";

const CHILD = fileURLToPath(new URL("child.ts", import.meta.url));
/** More of them, and others, by READINESS_KILLS and READINESS_SEED. */
const KILLS = Number(process.env.READINESS_KILLS ?? 25);
const SEED = Number(process.env.READINESS_SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 5;

/** Who is ended, and how. */
const ENDS = ["SIGINT", "SIGTERM", "SIGKILL", "worker", "guardian"] as const;
type End = (typeof ENDS)[number];

/** Numbers from 0 to 1, always the same of a seed. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Running {
  readonly pid: number;
  readonly words: readonly string[];
  readonly isMarked: boolean;
}

/** Processes that have to do with a scratch folder. */
function processesOf(scratch: string): Running[] {
  const found: Running[] = [];
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one)))
    try {
      const text = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (!text.includes(scratch) || text.includes(CHILD)) continue;
      const isMarked = readFileSync(`/proc/${name}/environ`, "utf8").includes("READINESS_DRILL=");
      found.push({ pid: Number(name), words: text.split("\0"), isMarked });
    } catch {
      // It has ended meanwhile.
    }
  return found.sort((a, b) => a.pid - b.pid);
}

function kill(end: End, verifier: number, scratch: string): void {
  const shell = (isMarked: boolean) =>
    processesOf(scratch).find((one) => one.isMarked === isMarked && one.words[0] === "sh")?.pid;
  const pid = end === "worker" ? shell(true) : end === "guardian" ? shell(false) : verifier;
  try {
    if (pid !== undefined) process.kill(pid, end.startsWith("SIG") ? (end as NodeJS.Signals) : "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** A drill to be ended, and the daemon in whose containers it opens databases. */
interface Drill {
  readonly on: Machine;
  readonly task: string;
  readonly image: WithImage | undefined;
}

/** Containers that have to do with a scratch folder. */
function containersOf(scratch: string, image: WithImage | undefined): string[] {
  const folder = '{{.Label "readiness.drill.folder"}}';
  return (image?.docker("ps", "-a", "--filter", "label=readiness.drill", "--format", folder) ?? "")
    .split("\n")
    .filter((one) => one.startsWith(`${scratch}/`))
    .map(() => "a container");
}

/** Starts a drill, ends it after a while, and tells what is left when nothing moves any more. */
async function interrupt(drill: Drill, end: End | undefined, after: number, name: string) {
  const { on, task, image } = drill;
  const scratch = join(on.folder, `scratch-${name}`);
  mkdirSync(scratch, { mode: 0o755 });
  const child = spawn(process.execPath, [CHILD, task, scratch], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, ...image?.env },
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const begun = performance.now();
  while (leftIn(scratch).length === 0 && child.exitCode === null && performance.now() - begun < 60_000) await sleep(5);
  if (end !== undefined) {
    await sleep(after);
    kill(end, child.pid as number, scratch);
  }
  await closed;
  const until = performance.now() + 90_000;
  const left = () => [
    ...leftIn(scratch),
    ...processesOf(scratch).map(({ words }) => words.slice(0, 1).join()),
    ...containersOf(scratch, image),
  ];
  while (left().length > 0 && performance.now() < until) await sleep(100);
  return { left: left(), said };
}

for (const [how, tool, ...programs] of [
  ["restic", "restic"],
  ["borg", "borg"],
  ["a container", "restic", "docker", "busybox", "mariadbd"],
] as const)
  test(`a drill with ${how} that is ended at any moment leaves live data as it was, and nothing behind`, async (t) => {
    t.timeout(1_200_000);
    const on = await machine(t, tool, "postgres", "psql", ...programs);
    if (on === undefined) return;
    const image = how === "a container" ? await withImage(t, on) : undefined;
    if (how === "a container" && image === undefined) return;
    on.sh(String.raw`${SERVERS}
postgresql "$PWD/live/pg"
psql -q -d postgres -c "CREATE TABLE orders (text text); INSERT INTO orders SELECT repeat('x', 100) FROM generate_series(1, 100000)"
mkdir dumps; as_nobody "$bin/pg_dump" postgres >dumps/all.sql; postgresql_end "$PWD/live/pg"
printf 'database\tpostgresql\tpostgres\ntable\tpublic.orders\t100000\n' >dumps/all.sql.record`);
    on.sh(
      tool === "restic"
        ? `restic -q -r store init; restic -q -r store backup "$PWD/dumps"`
        : `borg init -e repokey store; borg create store::first "$PWD/dumps"`,
    );
    const task = JSON.stringify(
      taskOf(on, { tool, engine: "postgresql", source: `${on.live}/pg`, dump: `${on.folder}/dumps/all.sql` }),
    );
    const drill = { on, task, image };
    const before = [on.live, `${on.folder}/dumps`, on.store].map(digestOf);
    const begun = performance.now();
    const whole = await interrupt(drill, undefined, 0, "whole");
    t.like(JSON.parse(whole.said), { status: "seen" });
    const started = image?.docker(
      "events",
      "--since",
      "1h",
      "--until",
      "0s",
      "--filter",
      "event=start",
      "--format",
      "{{.ID}}",
    );
    t.is(started?.trim().split("\n").length, image === undefined ? undefined : 1, "the whole one had its container");
    const longest = performance.now() - begun;
    t.log(`seed ${SEED}, ${KILLS} times within ${Math.round(longest)} ms`);
    const next = random(SEED);
    const tries = Array.from({ length: Math.ceil(KILLS / 2) }, (_, index) => ({
      end: ENDS[index % ENDS.length] as End,
      after: next() * longest,
      name: String(index),
    }));
    for (let at = 0; at < tries.length; at += AT_ONCE)
      await Promise.all(
        tries.slice(at, at + AT_ONCE).map(async ({ end, after, name }) => {
          const { left } = await interrupt(drill, end, after, name);
          t.deepEqual(left, [], `${end} after ${Math.round(after)} ms (seed ${SEED})`);
        }),
      );
    t.deepEqual([on.live, `${on.folder}/dumps`, on.store].map(digestOf), before);
  });

test("what is left where everything was killed at once is taken away by the next drill, and only that", async (t) => {
  const on = await machine(t, "tar");
  if (on === undefined) return;
  const id = "0123456789abcdef";
  on.sh(`cd scratch; mkdir readiness-drill.${id}.AAAAAA readiness-drill.${id}.BBBBBB readiness-drill.mine readiness-drill.${id}.CCCCCC
touch readiness-drill.${id}.AAAAAA/.lock readiness-drill.${id}.AAAAAA/restored readiness-drill.${id}.BBBBBB/.lock other`);
  // Another guardian lives.
  const holder = spawn("flock", [`${on.scratch}/readiness-drill.${id}.BBBBBB/.lock`, "sleep", "60"]);
  t.teardown(() => holder.kill());
  while (on.sh(`flock -n scratch/readiness-drill.${id}.BBBBBB/.lock true && echo free || echo held`) !== "held\n")
    await sleep(20);
  const swept = await sweepHosts(["here"], {
    reach: {
      hosts: new Map([
        ["here", { engine: undefined, publicAddress: undefined, vpnAddress: undefined, shell: "local" }],
      ]),
      vantages: new Map(),
      resolvers: [],
      authority: undefined,
    },
    scratch: new Map([["here", on.scratch]]),
  });
  t.is(swept.get("here"), 1);
  t.deepEqual(
    leftIn(on.scratch).sort(),
    ["other", `readiness-drill.${id}.BBBBBB`, `readiness-drill.${id}.CCCCCC`, "readiness-drill.mine"].sort(),
  );
});
