import { type Report, type ReportedFinding, reportOf } from "../policies/judge/compare.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import type { About, RuleHelp } from "./about.ts";
import { anchorOf, overview } from "./html-overview.ts";
import { STYLE } from "./html-style.ts";
import { escaped as safe } from "./markup.ts";
import { acceptance, changes, counts, decision, gradeOf, ruleOf, subjectOf } from "./words.ts";

/**
 * The judgement as one page that needs nothing else: no script, no font, no picture, no network,
 * and a policy in it that forbids them. It follows light and dark and can be printed.
 */
export function html(judgement: Judgement | Report, about: About): string {
  const report = reportOf(judgement);
  const open = report.findings.filter(({ waiver }) => waiver === null);
  const isKnown = ({ standing, refuses }: ReportedFinding) => standing === "known" && !refuses;
  const refused = open.filter(({ refuses }) => refuses);
  const advice = open.filter((finding) => !finding.refuses && !isKnown(finding));
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>Readiness: ${safe(decision(report))}</title>`,
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    header(report, refused.length, advice.length),
    "<main>",
    bySubject("Refused", "What must change before the declaration holds.", refused, about),
    bySubject("Advice", "What does not refuse, and is worth doing.", advice, about),
    list("Fixed since the baseline", report.comparison?.fixed ?? []),
    list("Still there, known from the baseline", open.filter(isKnown)),
    list("In the baseline, and nobody can tell whether it is gone", report.comparison?.undecided ?? []),
    list(
      "Accepted by waiver",
      report.findings.filter(({ waiver }) => waiver !== null),
    ),
    "</main>",
    `<footer>pulumi-readiness ${safe(about.version)}</footer>`,
    "</body>",
    "</html>",
  ]
    .filter((line) => line !== "")
    .join("\n")}\n`;
}

function header(report: Report, refused: number, advice: number): string {
  const { containers, pass, unknown, waived } = report.summary;
  const figures: readonly (readonly [number, string])[] = [
    [containers, "containers"],
    [refused, "refused"],
    [advice, "advice"],
    [pass, "passed"],
    [unknown, "unknown"],
    [waived, "waived"],
  ];
  return [
    "<header>",
    `<h1 class="${report.outcome}">${safe(capital(decision(report)))}</h1>`,
    ...(report.comparison === null ? [] : [`<p class="changes">${safe(capital(changes(report.comparison)))}</p>`]),
    `<dl>${figures.map(([value, name]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`,
    `<p class="counts">${safe(counts(report))}</p>`,
    "</header>",
  ].join("\n");
}

function bySubject(heading: string, lead: string, findings: readonly ReportedFinding[], about: About): string {
  if (findings.length === 0) return "";
  const groups = Map.groupBy(findings, subjectOf);
  const explained = new Set<string>();
  const cards = [...groups].map(
    ([subject, own], index) =>
      `<article id="${anchorOf(heading, index)}"><h3><bdi>${safe(subject)}</bdi></h3>\n${own.map((finding) => card(finding, about, explained)).join("\n")}\n</article>`,
  );
  return `<section><h2>${heading} <span class="count">${findings.length}</span></h2>\n<p class="lead">${lead}</p>\n${overview(heading, findings)}\n${cards.join("\n")}\n</section>`;
}

function card(finding: ReportedFinding, { rules }: About, explained: Set<string>): string {
  const { rule, title, message, path, remedy, standing } = finding;
  const help = explained.has(rule) ? undefined : rules.get(rule);
  explained.add(rule);
  return [
    `<div class="finding ${gradeOf(finding)}">`,
    `<p class="name"><span class="grade">${gradeOf(finding)}</span> <b>${safe(title)}</b>${standing === "new" ? ' <span class="new">new</span>' : ""} <code class="rule">${safe(ruleOf(finding))}</code></p>`,
    `<p><bdi>${prose(capital(message))}</bdi></p>`,
    ...(path === "" ? [] : [`<p class="place"><code>${safe(path)}</code></p>`]),
    `<p class="remedy">${prose(remedy)}</p>`,
    ...(help === undefined ? [] : [explanation(help)]),
    "</div>",
  ].join("");
}

/** Why a rule is there; once in each section, where it is met first. */
function explanation({ why, references }: RuleHelp): string {
  const sources = references.map(({ title, url }) =>
    url === undefined || !url.startsWith("https://")
      ? safe(title)
      : `<a href="${safe(url)}" rel="noreferrer">${safe(title)}</a>`,
  );
  return `<details><summary>Why</summary><p>${prose(why)}</p>${sources.length === 0 ? "" : `<p>${sources.join("<br>")}</p>`}</details>`;
}

function list(heading: string, findings: readonly ReportedFinding[]): string {
  if (findings.length === 0) return "";
  const items = findings.map((finding) => {
    const accepted = acceptance(finding);
    const note = accepted === undefined ? finding.message : `${finding.message}, accepted ${accepted}`;
    return `<li><b><bdi>${safe(subjectOf(finding))}</bdi></b> <code>${safe(ruleOf(finding))}</code> <bdi>${safe(note)}</bdi></li>`;
  });
  return `<section><details><summary><h2>${heading} <span class="count">${findings.length}</span></h2></summary>\n<ul>\n${items.join("\n")}\n</ul>\n</details></section>`;
}

/** Words in which a name between backticks is set as code. */
function prose(text: string): string {
  return safe(text).replace(/`([^`]{1,200})`/g, "<code>$1</code>");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
