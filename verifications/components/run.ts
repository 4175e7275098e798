// Runs `readiness verify` for one host as a part of `pulumi up`: waits until its containers had the time to become
// healthy, prints a summary in one line where the host is ready, and otherwise the reasons, with the exit status of
// `readiness verify`: 1 not ready, 2 could not be verified, 64 wrong usage.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { isStarting, ofDeployment, type Reported, reasonsOf, summaryOf } from "./summary.ts";

const STATUS = { ready: 0, "not-ready": 1, "could-not-verify": 2 } as const;
/** Milliseconds between two attempts while containers start. */
const PAUSE = 5_000;
/** As much as is told of a verifier that says nothing of a host, in characters. */
const LONGEST_COMPLAINT = 2_000;

const { values } = parseArgs({
  options: {
    host: { type: "string" },
    only: { type: "string", multiple: true, default: [] },
    patience: { type: "string", default: "600" },
    steady: { type: "string" },
    out: { type: "string" },
  },
});

const folder = values.out ?? (await mkdtemp(join(tmpdir(), "readiness-")));
try {
  process.exitCode = await verifyHost(values.host ?? "", folder);
} finally {
  if (values.out === undefined) await rm(folder, { recursive: true, force: true });
}

async function verifyHost(host: string, out: string): Promise<number> {
  const end = Date.now() + Number(values.patience) * 1000;
  // The pair of looks takes a while, so it is left for when everything is up.
  for (;;) {
    const quick = await verify(host, out, ["--only", "reliability", "--steady", "0", "--samples", "0"]);
    if (typeof quick === "string") return refuse(quick);
    if (!isStarting(quick, host) || Date.now() > end) break;
    await sleep(PAUSE);
  }
  const only = values.only.length === 0 ? ["deployment"] : values.only;
  const seen = await verify(host, out, [
    ...only.flatMap((criterion) => ["--only", criterion]),
    ...(values.steady === undefined ? [] : ["--steady", values.steady]),
  ]);
  if (typeof seen === "string") return refuse(seen);
  const report = values.only.length === 0 ? ofDeployment(seen) : seen;
  const summary = summaryOf(report, host);
  if (summary.verdict === "ready") console.log(JSON.stringify(summary));
  else {
    const { low, high } = summary.score;
    const says = summary.verdict === "not-ready" ? "is not ready" : "could not be verified";
    console.error(`${host} ${says}; score ${low.toFixed(1)} to ${high.toFixed(1)} of 100, report ${summary.report}`);
    for (const reason of reasonsOf(report, host)) console.error(reason);
  }
  return STATUS[summary.verdict];
}

/** The report of one run, or why there is none. */
async function verify(host: string, out: string, args: readonly string[]): Promise<Reported | string> {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve("pulumi-readiness/package.json")),
    "bin/readiness.mjs",
  );
  await rm(join(out, "readiness.json"), { force: true });
  const child = spawn(process.execPath, [bin, "verify", "--stack", host, "--out", out, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_COMPLAINT);
  });
  const [code] = (await once(child, "close")) as [number | null];
  try {
    return JSON.parse(await readFile(join(out, "readiness.json"), "utf8")) as Reported;
  } catch {
    return `readiness verify ended with ${code ?? "a signal"} and wrote no report. ${complaint.trim()}`;
  }
}

function refuse(why: string): number {
  console.error(why);
  return STATUS["could-not-verify"];
}
