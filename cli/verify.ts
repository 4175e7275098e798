import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readDeclared } from "../gate/declared.ts";
import { findProject, readStackConfig } from "../gate/project.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { SETTINGS_FILE } from "../policies/settings/settings.ts";
import { CRITERIA, type Criterion } from "../verifications/check.ts";
import { CHECKS } from "../verifications/checks/index.ts";
import { FEWEST_SAMPLES } from "../verifications/edge/times.ts";
import { expect } from "../verifications/expect.ts";
import { dnsSource } from "../verifications/facts/dns/source.ts";
import { dockerSource, STEADY } from "../verifications/facts/docker/source.ts";
import { historySource } from "../verifications/facts/history/source.ts";
import { hostSource } from "../verifications/facts/host/source.ts";
import { httpSource } from "../verifications/facts/http/source.ts";
import { prometheusSource } from "../verifications/facts/prometheus/source.ts";
import { reachSource } from "../verifications/facts/reach/source.ts";
import { tlsSource } from "../verifications/facts/tls/source.ts";
import { traefikSource } from "../verifications/facts/traefik/source.ts";
import { ATTESTATIONS_FILE, NO_ATTESTATIONS, readAttestations } from "../verifications/judgement/attestations.ts";
import { DEPLOYMENT, LINES } from "../verifications/judgement/lines.ts";
import { EXIT_CODES } from "../verifications/judgement/verdict.ts";
import { printer } from "../verifications/print.ts";
import type { HostReach } from "../verifications/reach.ts";
import { type Judging, readRecord, textOf, writeRecord } from "../verifications/run/record.ts";
import { reachOf } from "../verifications/settings/reach.ts";
import {
  isEngine,
  isShell,
  NO_SETTINGS,
  readVerifierSettings,
  type VerifierSettings,
} from "../verifications/settings/settings.ts";
import type { FactSource } from "../verifications/source.ts";
import { plan, verify } from "../verifications/verify.ts";
import { DRILL_OPTIONS, type DrillFlags, drillOptions, finishDrill, plannedDrills, withDrills } from "./drills.ts";
import { collect, type Done } from "./options.ts";
import { liveProgress } from "./progress.ts";
import { Usage } from "./usage.ts";
import { publish, toolVersion, type VerificationOutput, verificationReports } from "./verification-output.ts";

interface VerifyFlags extends VerificationOutput, DrillFlags {
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly only: readonly Scope[];
  readonly record?: string;
  readonly with: readonly string[];
  readonly vantage: readonly string[];
  readonly host: Given;
  readonly shell: Given;
  readonly steady: number;
  readonly samples: number;
}

type Given = ReadonlyMap<string, string>;

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
  for (const option of DRILL_OPTIONS) command.addOption(option);
  verificationReports(command).action(async (flags: VerifyFlags) => done(await run(flags)));
}

async function run(flags: VerifyFlags): Promise<number> {
  const project = findProject(flags.cwd);
  const wanted = flags.stack.length > 0 ? flags.stack : project.stacks;
  const odd = wanted.find((name) => !project.stacks.includes(name));
  if (odd !== undefined) throw new Usage(`the project has no stack ${odd}; there are ${project.stacks.join(", ")}`);
  // What is declared is the denominator, also where only one host is asked.
  const { stacks, folder } = await readDeclared(flags.cwd, []);
  const { judging, settings, vpn } = decisions(folder, flags.only);
  for (const name of flags.vantage)
    if (!settings.vantages.has(name)) throw new Usage(`the settings name no vantage ${name}`);
  for (const name of [...flags.host.keys(), ...flags.shell.keys()])
    if (!project.stacks.includes(name)) throw new Usage(`the project has no stack ${name}`);
  const print = printer();
  const listeners = new Map([...settings.hosts].map(([name, host]) => [name, host.listeners]));
  const expectation = { ...expect(stacks, { print, listeners }), vpn };
  const reach = reachOf({
    settings: { ...settings, authority: inFolder(folder, settings.authority) },
    project: project.name,
    stacks: new Map(wanted.map((name) => [name, readStackConfig(project, name).values])),
    given: givenReach(flags),
    ...(flags.vantage.length === 0 ? {} : { vantages: flags.vantage }),
  });
  const drills = drillOptions(folder, expectation, reach);
  if (flags.putBack) return finishDrill(drills);
  const steps = plannedDrills(flags, settings.drills, drills);
  const others = flags.with.map((file) => readRecord(shown(file), textOf(shown(file), readFileSync(file))));
  const secrets = new Set(stacks.flatMap((stack) => [...stack.secrets]));
  const docker = dockerSource({ print, steady: flags.steady, env: process.env });
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

interface Decisions {
  readonly judging: Judging;
  readonly settings: VerifierSettings;
  readonly vpn: readonly string[];
}

/** What people have decided, from the files of the project. */
function decisions(folder: string, only: readonly Scope[]): Decisions {
  const { waivers, settings } = loadSettings(folder, undefined, process.cwd(), new Set(CHECKS.map(({ id }) => id)));
  const read = <T>(name: string, parse: (file: string, text: string) => T, otherwise: T) => {
    const file = join(folder, name);
    return existsSync(file) ? parse(shown(file), readFileSync(file, "utf8")) : otherwise;
  };
  const attestations = read(ATTESTATIONS_FILE, readAttestations, NO_ATTESTATIONS);
  return {
    judging: {
      ...judged(only),
      waivers,
      attestations,
    },
    settings: read(SETTINGS_FILE, readVerifierSettings, NO_SETTINGS),
    vpn: settings.context.vpn.texts,
  };
}

function givenReach({ host, shell }: VerifyFlags): Map<string, Partial<HostReach>> {
  const names = new Set([...host.keys(), ...shell.keys()]);
  return new Map(
    [...names].map((name) => {
      const [engine, command] = [host.get(name), shell.get(name)];
      return [
        name,
        { ...(engine === undefined ? {} : { engine }), ...(command === undefined ? {} : { shell: command }) },
      ];
    }),
  );
}

function given(flag: string, description: string, fits: (value: string) => boolean): Option {
  return new Option(flag, `${description} (repeatable)`)
    .argParser((value: string, all: Given) => {
      const [, name = "", address = ""] = /^([A-Za-z0-9][\w.-]*)=(.+)$/s.exec(value) ?? [];
      // The argument is not quoted, as commander would: an address that is none may hold a password.
      if (!fits(address)) throw new Usage(`${flag.split(" ")[0]} has the form NAME=ADDRESS, without a password`);
      return new Map([...all, [name, address]]);
    })
    .default(new Map(), "none");
}

/** A criterion, or the lines that a deployment can be held to. */
type Scope = Criterion | "deployment";
const SCOPES: readonly Scope[] = [...CRITERIA, "deployment"];

function scope(value: string): Scope {
  const found = SCOPES.find((one) => one === value);
  if (found === undefined) throw new InvalidArgumentError(`There are ${SCOPES.join(", ")}.`);
  return found;
}

/** @throws Usage where a deployment and whole criteria are asked for at once. */
function judged(only: readonly Scope[]): Pick<Judging, "criteria" | "lines"> {
  const criteria = CRITERIA.filter((one) => only.includes(one));
  if (!only.includes("deployment")) return { criteria: criteria.length > 0 ? criteria : CRITERIA };
  if (criteria.length > 0) throw new Usage("--only deployment is about single lines, and goes with no other --only");
  const holds = new Set(LINES.filter(({ id }) => DEPLOYMENT.includes(id)).map(({ criterion }) => criterion));
  return { criteria: CRITERIA.filter((one) => holds.has(one)), lines: DEPLOYMENT };
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

function inFolder(folder: string, file: string | undefined): string | undefined {
  return file === undefined || isAbsolute(file) ? file : join(folder, file);
}

function shown(file: string): string {
  return relative(process.cwd(), file) || file;
}
