import { readFileSync, writeFileSync } from "node:fs";
import { type Baseline, compare, type Report } from "../policies/judge/compare.ts";
import type { Cures, Judgement } from "../policies/judge/judgement.ts";
import { EXIT_CODES } from "../policies/judge/outcome.ts";
import { BaselineError, readBaseline } from "../reports/baseline.ts";
import { Usage } from "./usage.ts";

/** Each is imported only where it is wanted. */
const WRITERS = {
  text: async (report: Report) => (await import("../reports/text.ts")).text(report),
  json: async (report: Report) => (await import("../reports/json.ts")).json(report),
  sarif: async (report: Report) => (await import("../reports/sarif.ts")).sarif(report, await aboutRules()),
  junit: async (report: Report) => (await import("../reports/junit.ts")).junit(report),
  github: async (report: Report) => (await import("../reports/github.ts")).github(report),
  gitlab: async (report: Report) => (await import("../reports/gitlab.ts")).gitlab(report),
  markdown: async (report: Report) => (await import("../reports/markdown.ts")).markdown(report),
  html: async (report: Report) => (await import("../reports/html.ts")).html(report, await aboutRules()),
} as const;

async function aboutRules() {
  return (await import("./about-rules.ts")).aboutRules();
}

export type Format = keyof typeof WRITERS;

/** The cures that a report shows. */
const SHOWS: Readonly<Record<Format, Cures>> = {
  text: "refusing",
  json: "all",
  sarif: "all",
  junit: "none",
  github: "none",
  gitlab: "none",
  markdown: "refusing",
  html: "all",
};

/** The cures that some of the wanted reports show. */
export function curesFor(format: Format, { out = [] }: Output): Cures {
  const shown = new Set([format, ...out.map((wanted) => wanted.format)].map((one) => SHOWS[one]));
  return (["all", "refusing"] as const).find((cures) => shown.has(cures)) ?? "none";
}
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
export async function print(
  judgement: Judgement,
  format: Format,
  { out = [], baseline }: Output = {},
  base: Baseline | undefined = undefined,
): Promise<number> {
  const report = compare(judgement, baseline === undefined ? base : loadBaseline(baseline));
  for (const wanted of out) write(wanted, await WRITERS[wanted.format](report));
  process.stdout.write(await (format === "text" ? painted(report) : WRITERS[format](report)));
  return EXIT_CODES[report.outcome];
}

async function painted(report: Report): Promise<string> {
  const [{ text }, { paintFor }] = await Promise.all([import("../reports/text.ts"), import("../reports/paint.ts")]);
  return text(report, paintFor(process.stdout));
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

/** The day it is here, `2026-11-23`. */
export function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
