import type { ReportedFinding } from "../policies/judge/compare.ts";
import { escaped as safe } from "./markup.ts";
import { gradeOf, subjectOf } from "./words.ts";

/** Rules that the overview names before it counts the rest. */
const MOST_RULES = 8;

/** Name of the place on the page that tells of a subject; no two subjects of one section share it. */
export function anchorOf(section: string, index: number): string {
  return `${section.toLowerCase()}-${index + 1}`;
}

/** What is found most, and a way to each subject: the first thing that somebody with many containers looks for. */
export function overview(section: string, findings: readonly ReportedFinding[]): string {
  if (findings.length === 0) return "";
  return `<nav aria-label="${safe(section)}">\n${commonest(findings)}\n${subjects(section, findings)}\n</nav>`;
}

function commonest(findings: readonly ReportedFinding[]): string {
  const groups = [...Map.groupBy(findings, (finding) => `${gradeOf(finding)} ${finding.rule}`).values()];
  const ranked = groups.map((own) => ({ own, first: own[0] as ReportedFinding }));
  // The sort is stable, so of two that are met as often the worse one, which comes first in the report, stays first.
  ranked.sort((a, b) => b.own.length - a.own.length);
  const shown = ranked.slice(0, MOST_RULES);
  const rest = ranked.slice(MOST_RULES).reduce((sum, { own }) => sum + own.length, 0);
  const rows = shown.map(
    ({ own, first }) =>
      `<li class="${gradeOf(first)}"><span class="times">${own.length}</span> <span>${safe(first.title)} <span class="grade">${gradeOf(first)}</span></span></li>`,
  );
  const more = rest === 0 ? "" : `<li><span class="times">${rest}</span> <span>of other kinds</span></li>`;
  return `<ol class="commonest">${rows.join("")}${more}</ol>`;
}

function subjects(section: string, findings: readonly ReportedFinding[]): string {
  const links = [...Map.groupBy(findings, subjectOf)].map(
    ([subject, own], index) =>
      `<li class="${gradeOf(own[0] as ReportedFinding)}"><a href="#${anchorOf(section, index)}"><bdi>${safe(subject)}</bdi> <span class="count">${own.length}</span></a></li>`,
  );
  return `<details><summary>${links.length} ${links.length === 1 ? "subject" : "subjects"}, worst first</summary><ul class="subjects">${links.join("")}</ul></details>`;
}
