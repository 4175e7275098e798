import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Baseline, compare, type Report } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { EXIT_CODES } from "../policies/judge/outcome.ts";
import { PSEUDO_RULES } from "../policies/judge/pseudo-rules.ts";
import { FOLDS } from "../policies/packs/index.ts";
import { REPOSITORY_RULES } from "../policies/repository/rules.ts";
import { RULES } from "../policies/rules/index.ts";
import type { About, RuleHelp } from "../reports/about.ts";
import { BaselineError, readBaseline } from "../reports/baseline.ts";
import { github } from "../reports/github.ts";
import { gitlab } from "../reports/gitlab.ts";
import { html } from "../reports/html.ts";
import { json } from "../reports/json.ts";
import { junit } from "../reports/junit.ts";
import { markdown } from "../reports/markdown.ts";
import { paintFor } from "../reports/paint.ts";
import { sarif } from "../reports/sarif.ts";
import { text } from "../reports/text.ts";
import { DRIFT } from "../verifications/drift/compare.ts";
import { Usage } from "./usage.ts";

const WRITERS = {
  text: (report: Report) => text(report),
  json: (report: Report) => json(report),
  sarif: (report: Report) => sarif(report, about()),
  junit: (report: Report) => junit(report),
  github: (report: Report) => github(report),
  gitlab: (report: Report) => gitlab(report),
  markdown: (report: Report) => markdown(report),
  html: (report: Report) => html(report, about()),
} as const;

export type Format = keyof typeof WRITERS;
export const FORMATS = Object.keys(WRITERS) as readonly Format[];

/** A report into a file. */
export interface Out {
  readonly format: Format;
  readonly file: string;
}

/** What a command does with a judgement besides printing it. */
export interface Output {
  /** Reports into files, besides the one that is printed. */
  readonly out?: readonly Out[];
  /** Path of a stored JSON report. */
  readonly baseline?: string;
  /** A reference of git. */
  readonly since?: string;
}

/**
 * Reads `--out FORMAT=FILE`.
 *
 * @throws Usage where there is no such format or no file.
 */
export function parseOut(value: string): Out {
  const [, format = "", file = ""] = /^([a-z]+)=(.+)$/s.exec(value) ?? [];
  if (!FORMATS.some((known) => known === format))
    throw new Usage(`--out takes FORMAT=FILE, where FORMAT is one of ${FORMATS.join(", ")}`);
  return { format: format as Format, file };
}

/**
 * Prints a judgement, writes the reports that are wanted, and returns the exit code that it means.
 *
 * @param base what was there before, where that is judged and not stored.
 * @throws BaselineError where the baseline cannot be used, before anything is printed or written.
 * @throws Error where a report cannot be written.
 */
export function print(
  judgement: Judgement,
  format: Format,
  { out = [], baseline }: Output = {},
  base: Baseline | undefined = undefined,
): number {
  const report = compare(judgement, baseline === undefined ? base : loadBaseline(baseline));
  for (const wanted of out) write(wanted, WRITERS[wanted.format](report));
  process.stdout.write(format === "text" ? text(report, paintFor(process.stdout)) : WRITERS[format](report));
  return EXIT_CODES[report.outcome];
}

function loadBaseline(file: string): Baseline {
  let stored: string;
  try {
    stored = readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new BaselineError(`the baseline ${file} cannot be read (${code}), so nobody can tell what is new`);
  }
  return readBaseline(file, stored);
}

function write({ format, file }: Out, report: string): void {
  try {
    writeFileSync(file, report);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new Error(`the ${format} report cannot be written to ${file} (${code})`);
  }
}

function about(): About {
  const { version } = createRequire(import.meta.url)("pulumi-readiness/package.json") as { version: string };
  const help = new Map<string, RuleHelp>(
    [...RULES, ...DRIFT].map(({ id, why, remedy, references }) => [id, { why, remedy, references }]),
  );
  for (const { id, why, remedy, references } of REPOSITORY_RULES) help.set(id, { why, remedy, references });
  for (const [id, { why, remedy }] of FOLDS) help.set(id, { why, remedy, references: [] });
  for (const [id, { why }] of Object.entries(PSEUDO_RULES))
    help.set(id, { why, remedy: "Do what the finding says; it cannot be waived.", references: [] });
  return { version, rules: help };
}

/** The day it is here, `2026-11-23`. */
export function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
