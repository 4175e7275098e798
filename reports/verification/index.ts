import type { VerificationReport } from "../../verifications/judgement/report.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown, markdownFiles } from "./markdown.ts";
import { prometheus } from "./prometheus.ts";
import { text } from "./text.ts";
import type { TrendPoint } from "./trend.ts";

type Write = (report: VerificationReport, trend: readonly TrendPoint[]) => string;

/** Formats in which the report of a run is printed. */
export const VERIFICATION_FORMATS = ["text", "json", "junit", "markdown", "html", "prometheus"] as const;
export type VerificationFormat = (typeof VERIFICATION_FORMATS)[number];

const WRITE: Readonly<Record<VerificationFormat, Write>> = {
  text: (report) => text(report),
  json,
  junit,
  markdown,
  html,
  prometheus,
};
const FILES: Readonly<Record<Exclude<VerificationFormat, "markdown">, string>> = {
  text: "readiness.txt",
  json: "readiness.json",
  junit: "readiness.junit.xml",
  html: "readiness.html",
  prometheus: "readiness.prom",
};

/** The report of a run in a format; without colours. */
export function written(
  report: VerificationReport,
  format: VerificationFormat,
  trend: readonly TrendPoint[] = [],
): string {
  return WRITE[format](report, trend);
}

/** The files that a format becomes in a folder, by their name: one, and three documents of Markdown. */
export function filesOf(
  report: VerificationReport,
  format: VerificationFormat,
  trend: readonly TrendPoint[] = [],
): Readonly<Record<string, string>> {
  return format === "markdown" ? markdownFiles(report) : { [FILES[format]]: written(report, format, trend) };
}
