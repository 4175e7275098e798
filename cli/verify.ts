import { readFileSync, writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { FEWEST_SAMPLES } from "../verifications/edge/times.ts";
import { backupSource } from "../verifications/facts/backup/source.ts";
import { contaboSource } from "../verifications/facts/contabo/source.ts";
import { dnsSource } from "../verifications/facts/dns/source.ts";
import { dockerSource, STEADY } from "../verifications/facts/docker/source.ts";
import { historySource } from "../verifications/facts/history/source.ts";
import { hostSource } from "../verifications/facts/host/source.ts";
import { httpSource } from "../verifications/facts/http/source.ts";
import { prometheusSource } from "../verifications/facts/prometheus/source.ts";
import { reachSource } from "../verifications/facts/reach/source.ts";
import { tlsSource } from "../verifications/facts/tls/source.ts";
import { traefikSource } from "../verifications/facts/traefik/source.ts";
import { EXIT_CODES } from "../verifications/judgement/verdict.ts";
import { readRecord, textOf, writeRecord } from "../verifications/run/record.ts";
import { isEngine, isShell } from "../verifications/settings/settings.ts";
import type { FactSource } from "../verifications/source.ts";
import { plan, verify } from "../verifications/verify.ts";
import { shown } from "./declaration.ts";
import { DRILL_OPTIONS, type DrillFlags, drillOptions, finishDrill, plannedDrills, withDrills } from "./drills.ts";
import { type EstateFlags, given, readEstate, SCOPES, type Scope, scope } from "./estate.ts";
import { collect, type Done } from "./options.ts";
import { liveProgress } from "./progress.ts";
import { publish, toolVersion, type VerificationOutput, verificationReports } from "./verification-output.ts";

interface VerifyFlags extends VerificationOutput, DrillFlags, EstateFlags {
  readonly record?: string;
  readonly with: readonly string[];
  readonly steady: number;
  readonly samples: number;
  readonly deep?: boolean;
}

/** `readiness verify` */
export function addVerify(root: Command, done: Done): void {
  const command = root
    .command("verify")
    .description("look at what really runs on the hosts and judge whether it is ready; changes nothing, but for drills")
    .option("--stack <name>", "ask the host of this stack only; the others stay unknown (repeatable)", collect, [])
    .option("--cwd <folder>", "folder of the Pulumi project", ".")
    .addOption(
      new Option("--only <criterion>", `judge this only (repeatable): ${SCOPES.join(", ")}`)
        .argParser((value: string, all: readonly Scope[]) => [...all, scope(value)])
        .default([], "all"),
    )
    .option("--record <file>", "write the record of the run: all facts, to judge or compare later")
    .option("--with <file>", "take what this run cannot see from a stored one (repeatable)", collect, [])
    .option("--vantage <name>", "a point of view of the settings that this machine has (repeatable)", collect, [])
    .addOption(
      given("--host <name=address>", "where the engine of a host answers: unix://, tcp:// or ssh://", isEngine),
    )
    .addOption(given("--shell <name=address>", "how a command runs on a host: local or ssh://", isShell))
    .addOption(
      new Option("--steady <seconds>", "time between two looks at every container; 0 looks once")
        .argParser(seconds)
        .default(STEADY),
    )
    .addOption(
      new Option("--samples <visits>", "first visits of every route that its times are taken from; 0 takes none")
        .argParser(visits)
        .default(FEWEST_SAMPLES),
    );
  command.option("--deep", "read data too: a part of every backup, and how large the live data is; takes minutes");
  for (const option of DRILL_OPTIONS) command.addOption(option);
  verificationReports(command).action(async (flags: VerifyFlags) => done(await run(flags)));
}

async function run(flags: VerifyFlags): Promise<number> {
  const { folder, settings, judging, expectation, reach, secrets, print } = await readEstate(flags);
  const drills = drillOptions(folder, expectation, reach);
  if (flags.putBack) return finishDrill(drills);
  const steps = plannedDrills(flags, settings.drills, drills);
  const others = flags.with.map((file) => readRecord(shown(file), textOf(shown(file), readFileSync(file))));
  const docker = dockerSource({ print, steady: flags.steady, env: process.env });
  const machines = new Map([...settings.hosts].flatMap(([name, { provider }]) => (provider ? [[name, provider]] : [])));
  const sources: FactSource[] = [
    docker,
    hostSource(),
    httpSource({ samples: flags.samples }),
    tlsSource(),
    dnsSource(),
    traefikSource(),
    prometheusSource(),
    reachSource(),
    historySource(flags.history),
    // Last, so that nothing waits for what reads data, and not where a run is about something else.
    ...(judging.criteria.includes("backup")
      ? [contaboSource({ machines }), backupSource({ deep: flags.deep === true })]
      : []),
  ];
  const questions = plan(sources, expectation, reach);
  const progress = liveProgress(questions, process.stderr);
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const gathering = { ...progress, signal: stopping.signal, secrets };
    const seen = await verify({ expectation, reach, questions, judging, others, tool: toolVersion(), gathering });
    progress.stop();
    const { run, went } = await withDrills(seen, steps, { ...drills, signal: stopping.signal });
    return report(writeRecord(run), flags, stopping.signal.aborted || !went);
  } finally {
    progress.stop();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    docker.close();
  }
}

/** Judges what was written down, not what is in memory: so the same record always says the same. */
function report(record: string, flags: VerifyFlags, isPart: boolean): number {
  if (flags.record !== undefined) writeFileSync(flags.record, record);
  const code = publish(readRecord("the record of this run", record), flags);
  return isPart ? EXIT_CODES["could-not-verify"] : code;
}

function seconds(value: string): number {
  if (!/^\d{1,4}$/.test(value)) throw new InvalidArgumentError("It is a number of seconds, at most 9999.");
  return Number(value);
}

function visits(value: string): number {
  if (!/^\d{1,3}$/.test(value) || Number(value) > 100)
    throw new InvalidArgumentError("It is a number of visits, at most 100.");
  return Number(value);
}
