import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { stepsOf } from "../verifications/drills/consent.ts";
import { DRILLS, type DrillName, type Step } from "../verifications/drills/drill.ts";
import { JOURNAL_FILE, readJournal, unfinished } from "../verifications/drills/journal.ts";
import { type DrillOptions, putBackAll, runDrills } from "../verifications/drills/run.ts";
import type { Expectation } from "../verifications/expectation.ts";
import { factId } from "../verifications/fact.ts";
import type { Reach } from "../verifications/reach.ts";
import type { Run } from "../verifications/run/record.ts";
import type { Consent } from "../verifications/settings/settings.ts";

export interface DrillFlags {
  readonly drill: readonly DrillName[];
  readonly putBack: boolean;
}

export const DRILL_OPTIONS = [
  new Option(
    "--drill <name>",
    `try this on the hosts whose drills the settings consent to (repeatable): ${DRILLS.join(", ")}`,
  )
    .argParser((value: string, all: readonly DrillName[]) => [...all, drillName(value)])
    .default([], "none"),
  new Option("--put-back", "finish what a drill that was cut off left behind, and nothing else").default(false),
];

function drillName(value: string): DrillName {
  const found = DRILLS.find((one) => one === value);
  if (found === undefined) throw new InvalidArgumentError(`There are ${DRILLS.join(", ")}.`);
  return found;
}

/**
 * What the flags ask for, before anything is asked of a host.
 *
 * @throws DrillError where nobody agreed to it, or a drill before it was not put back.
 */
export function plannedDrills(
  { drill }: DrillFlags,
  consents: readonly Consent[],
  { expectation, reach, journal }: DrillOptions,
): Step[] {
  if (drill.length === 0) return [];
  const today = new Date().toISOString().slice(0, 10);
  const steps = stepsOf(drill, consents, expectation, new Set(reach.hosts.keys()), today);
  if (readJournal(journal) !== undefined) throw unfinished(journal);
  return steps;
}

export function drillOptions(folder: string, expectation: Expectation, reach: Reach): DrillOptions {
  return { expectation, reach, journal: join(folder, JOURNAL_FILE), env: process.env };
}

/** A run with what its drills saw, and whether they went as they should; what did not is told on the terminal. */
export async function withDrills(
  run: Run,
  steps: readonly Step[],
  options: DrillOptions,
): Promise<{ readonly run: Run; readonly went: boolean }> {
  if (steps.length === 0) return { run, went: true };
  const { facts, problems } = await runDrills(steps, {
    ...options,
    started: ({ drill, host, container }) =>
      process.stderr.write(`readiness: drill ${drill} on ${host}${container === undefined ? "" : `: ${container}`}\n`),
  });
  for (const problem of problems) process.stderr.write(`readiness: ${problem}\n`);
  const seen = new Set(facts.map(factId));
  const others = run.facts.filter((fact) => !seen.has(factId(fact)));
  const finished = new Date().toISOString();
  return { run: { ...run, finished, facts: [...others, ...facts] }, went: problems.length === 0 };
}

/** `readiness verify --put-back` */
export async function finishDrill(options: DrillOptions): Promise<number> {
  const host = await putBackAll(options);
  process.stdout.write(
    host === undefined ? "there is nothing to put back\n" : `${host} is as it was before the drill\n`,
  );
  return 0;
}
