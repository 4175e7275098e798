import { reaches, shown } from "../../verifications/judgement/grade.ts";
import type { ReportedHost, VerificationReport } from "../../verifications/judgement/report.ts";
import type { State } from "../../verifications/judgement/result.ts";
import { escaped as safe } from "../markup.ts";
import { BACKUP_COLUMNS, backupRows, restoreOfHost } from "./backups.ts";
import { STYLE } from "./html-style.ts";
import { intervalBar, trendChart } from "./svg.ts";
import type { TrendPoint } from "./trend.ts";
import {
  accepted,
  capital,
  counts,
  decision,
  percent,
  plural,
  range,
  SIGNS,
  scoreLine,
  subjectOf,
  titleOf,
  unattested,
  when,
} from "./words.ts";

/** Names of results that are written out before the rest is counted. */
const MOST = 12;

/**
 * The report as one page that needs nothing else: no script, no font, no picture, no network, and a policy
 * in it that forbids them. It follows light and dark, fits a phone, and can be printed.
 *
 * @param trend other stored runs, oldest first; shown where there are at least two.
 */
export function html(report: VerificationReport, trend: readonly TrendPoint[] = []): string {
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
    header(report),
    "<main>",
    section("Why", items(report.reasons.map(({ state, message }) => `${sign(state)} <bdi>${safe(message)}</bdi>`))),
    section("Causes", causes(report)),
    section("Score", criteria(report)),
    trend.length < 2 ? "" : section("Trend", history(trend)),
    section("Nobody can tell", unknowns(report)),
    ...report.hosts.flatMap((host) => [
      section(`Routes of ${host.name}`, routes(host)),
      section(`Containers of ${host.name}`, containers(host)),
      section(`Backups of ${host.name}`, backups(host)),
    ]),
    folded("The forty lines", lines(report)),
    folded("Attested", attestations(report)),
    section("Still to attest", items(unattested(report).map(({ line, text }) => `<b>${safe(line)}</b> ${safe(text)}`))),
    section(
      "Accepted by waiver",
      items(accepted(report).map(({ result, by }) => `<b><bdi>${safe(result)}</bdi></b> <bdi>${safe(by)}</bdi>`)),
    ),
    section("Not read or not counted", items(report.problems.map((problem) => `<bdi>${safe(problem)}</bdi>`))),
    "</main>",
    `<footer>pulumi-readiness ${safe(report.tool)}</footer>`,
    "</body>",
    "</html>",
  ]
    .filter((part) => part !== "")
    .join("\n")}\n`;
}

function header(report: VerificationReport): string {
  const { pass, fail, unknown, waived } = report.summary;
  const figures = Object.entries({ passed: pass, failed: fail, unknown, waived });
  return [
    "<header>",
    `<h1 class="${report.verdict}">${safe(capital(decision(report)))}</h1>`,
    `<p class="score">${safe(capital(scoreLine(report)))}</p>`,
    `<dl>${figures.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>`,
    `<p class="counts">${safe(capital(counts(report)))}. ${safe(capital(when(report)))}.</p>`,
    `<p class="record">Record <code>${safe(report.record)}</code></p>`,
    "</header>",
  ].join("\n");
}

function section(heading: string, content: string): string {
  return content === "" ? "" : `<section><h2><bdi>${safe(heading)}</bdi></h2>\n${content}\n</section>`;
}

function folded(heading: string, content: string): string {
  return content === ""
    ? ""
    : `<section><details><summary><h2>${safe(heading)}</h2></summary>\n${content}\n</details></section>`;
}

function items(entries: readonly string[]): string {
  return entries.length === 0 ? "" : `<ul>\n${entries.map((entry) => `<li>${entry}</li>`).join("\n")}\n</ul>`;
}

function sign(state: State): string {
  return `<span class="${state}"><span class="sign">${SIGNS[state]}</span></span>`;
}

function criteria({ score, criteria }: VerificationReport): string {
  const rows = score.criteria.map(({ criterion, title, weight, minimum, standing, low, high, coverage }) => {
    const asked = criteria.includes(criterion) ? "" : ", not asked for";
    const numbers = `${range({ low, high })}, at least ${minimum}; ${percent(coverage)} decided; weighs ${weight}${asked}`;
    return `<li><p><span>${sign(standing)} <b>${safe(title)}</b></span> <span class="numbers">${numbers}</span></p>${intervalBar(low, high, minimum)}</li>`;
  });
  return `<p class="lead">Full is proved, shaded is unknown or waived, the rest is disproved. The mark is the least that is demanded.</p>\n<ul class="criteria">\n${rows.join("\n")}\n</ul>`;
}

function history(trend: readonly TrendPoint[]): string {
  const rows = [...trend]
    .reverse()
    .map(({ finished, low, high, verdict, record }) => [
      safe(finished),
      range({ low, high }),
      safe(verdict.replaceAll("-", " ")),
      `<code>${safe(record.slice(0, 16))}…</code>`,
    ]);
  return `${trendChart(trend)}\n<details><summary>${plural(trend.length, "run")}</summary>${table(["Run", "Score", "Verdict", "Record"], rows)}</details>`;
}

function causes(report: VerificationReport): string {
  return report.causes
    .map(({ result, state, blocker, messages, hangs }) => {
      const told = messages.map(
        ({ message, remedy }) =>
          `<p><bdi>${safe(capital(message))}</bdi></p><p class="remedy"><bdi>${safe(remedy)}</bdi></p>`,
      );
      const rest =
        hangs.length === 0
          ? ""
          : `<details><summary>keeps ${plural(hangs.length, "other result")} from being known</summary><p><bdi>${names(hangs)}</bdi></p></details>`;
      return `<article><h3><bdi>${safe(subjectOf(result))}</bdi></h3><div class="finding ${state}"><p><span class="grade">${blocker ? "blocker" : state}</span> <b>${safe(titleOf(report, result))}</b> <code class="rule">${safe(result.split(" ", 1)[0] ?? "")}</code></p>${told.join("")}${rest}</div></article>`;
    })
    .join("\n");
}

function unknowns({ unknowns, unwritten }: VerificationReport): string {
  const cards = unknowns.map(
    ({ message, known, results }) =>
      `<article><div class="finding unknown"><p><bdi>${safe(message)}</bdi></p><p class="remedy">${safe(known)}</p><details><summary>${plural(results.length, "result")}</summary><p><bdi>${names(results)}</bdi></p></details></div></article>`,
  );
  if (unwritten.length > 0)
    cards.push(
      `<article><div class="finding unknown"><p>This version has no check for ${plural(unwritten.length, "part")} of the definition.</p><details><summary>which</summary><p>${names(unwritten)}</p></details></div></article>`,
    );
  return cards.join("\n");
}

function names(results: readonly string[]): string {
  const left = results.length - MOST;
  return `${results.slice(0, MOST).map(safe).join("<br>")}${left > 0 ? `<br>and ${left} more` : ""}`;
}

function routes({ routes }: ReportedHost): string {
  const vantages = routes[0]?.answers.map(({ vantage }) => vantage) ?? [];
  return routes.length === 0
    ? ""
    : table(
        ["", "Address", "Access", ...vantages.map((vantage) => `From ${vantage}`), "Container"],
        routes.map(({ url, access, state, answers, container }) => [
          sign(state),
          `<bdi>${safe(url)}</bdi>`,
          safe(access ?? "not declared"),
          ...answers.map(({ said }) => `<bdi>${safe(said)}</bdi>`),
          `<bdi>${safe(container)}</bdi>`,
        ]),
      );
}

function containers({ containers }: ReportedHost): string {
  if (containers.length === 0) return "";
  return `<ul class="containers">${containers.map(({ name, state }) => `<li class="${state}"><span class="sign">${SIGNS[state]}</span> <bdi>${safe(name)}</bdi></li>`).join("")}</ul>`;
}

function backups(host: ReportedHost): string {
  const rows = backupRows(host).map(({ state, data, kept, last, restored, loss, time, why }) => [
    state === null ? "" : sign(state),
    ...[data, kept, last, restored, loss, time].map((cell) => (cell === "" ? "" : `<bdi>${safe(cell)}</bdi>`)),
    reasons(why),
  ]);
  if (rows.length === 0) return "";
  const sum = restoreOfHost(host);
  return `${table(["", ...BACKUP_COLUMNS], rows)}${sum === undefined ? "" : `\n<p class="lead"><bdi>${safe(sum)}</bdi></p>`}`;
}

/** The first reason, and the others where somebody asks for them. */
function reasons([first, ...others]: readonly string[]): string {
  if (first === undefined) return "";
  const rest =
    others.length === 0
      ? ""
      : `<details><summary>and ${others.length} more</summary>${others.map((one) => `<p><bdi>${safe(one)}</bdi></p>`).join("")}</details>`;
  return `<bdi>${safe(first)}</bdi>${rest}`;
}

function lines({ score }: VerificationReport): string {
  const rows = score.criteria.flatMap(({ title, lines }) =>
    lines.map(({ line, text, low, high, checks, attested }) => {
      const state: State = reaches(low, 100) ? "pass" : reaches(high, 100) ? "unknown" : "fail";
      const by = [...checks, ...(attested === null ? [] : [attested ? "attested" : "not attested"])];
      return [sign(state), safe(line), safe(text), safe(title), shown(low), by.map(safe).join("<br>")];
    }),
  );
  return table(["", "Line", "Says", "Counts for", "Proved", "By"], rows);
}

function attestations({ attestations }: VerificationReport): string {
  if (attestations.length === 0) return "";
  const rows = attestations.map(({ line, who, when, expires, statement, digest, holds }) => [
    sign(holds ? "pass" : "fail"),
    safe(line),
    `<bdi>${safe(who)}</bdi>`,
    safe(`${when} to ${expires}`),
    `<bdi>${safe(statement)}</bdi>`,
    `<code>${safe(digest.slice(0, 16))}…</code>`,
  ]);
  return table(["", "Line", "By", "Holds", "Statement", "Report seen"], rows);
}

/** On a phone every row is a block whose cells name their column. Cells are markup already. */
function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = columns.map((column) => `<th>${safe(column)}</th>`).join("");
  const body = rows.map((cells) => {
    const row = cells.map((cell, index) => {
      const column = columns[index] ?? "";
      return column === "" ? `<td>${cell}</td>` : `<td data-of="${safe(column)}">${cell}</td>`;
    });
    return `<tr>${row.join("")}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`;
}
