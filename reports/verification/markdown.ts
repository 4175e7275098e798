import { reaches, shown } from "../../verifications/judgement/grade.ts";
import type { ReportedHost, VerificationReport } from "../../verifications/judgement/report.ts";
import { type Result, resultId, type State } from "../../verifications/judgement/result.ts";
import { safe } from "../markdown.ts";
import { BACKUP_COLUMNS, backupRows, restoreOfHost } from "./backups.ts";
import {
  accepted,
  capital,
  counts,
  decision,
  percent,
  plural,
  range,
  scoreLine,
  subjectOf,
  titleOf,
  unattested,
  when,
} from "./words.ts";

const STATES: Readonly<Record<State, string>> = { pass: "✅", fail: "❌", unknown: "❔", waived: "🟡" };
const LONG = 2_000;

/** The three documents that a run is accepted by, by the name of their file. */
export function markdownFiles(report: VerificationReport): Readonly<Record<string, string>> {
  return {
    "service-health-report.md": serviceHealth(report),
    "security-validation.md": securityValidation(report),
    "acceptance-sheet.md": acceptanceSheet(report),
  };
}

/** All three documents after each other. */
export function markdown(report: VerificationReport): string {
  return Object.values(markdownFiles(report)).join("\n---\n\n");
}

/** What is declared, what it answered, and why what does not work does not. */
function serviceHealth(report: VerificationReport): string {
  return document("Service health report", report, [
    heading("Causes", list(report.causes.map((cause) => causeOf(report, cause)))),
    heading("Nobody can tell", unknowns(report)),
    ...report.hosts.flatMap((host) => [
      heading(`Routes of ${safe(host.name)}`, routes(host)),
      heading(`Containers of ${safe(host.name)}`, containers(host, report)),
      heading(`Backups of ${safe(host.name)}`, backups(host)),
    ]),
  ]);
}

function securityValidation(report: VerificationReport): string {
  const checks = report.checks.filter(({ criterion }) => criterion === "security");
  const results = Map.groupBy(
    report.results.filter(({ criterion }) => criterion === "security"),
    ({ check }) => check,
  );
  const rows = checks.map(({ id, title, proof }) => {
    const own = results.get(id) ?? [];
    const count = (wanted: State) => own.filter(({ state }) => state === wanted).length;
    return `| ${safe(id)} | ${count("fail")} fail, ${count("unknown")} unknown, ${count("waived")} waived, ${count("pass")} pass | ${safe(title)} | ${safe(proof)} |`;
  });
  const open = report.results.filter(({ criterion, state }) => criterion === "security" && state !== "pass");
  const access = report.hosts.flatMap((host) =>
    host.routes.map(
      ({ url, access, state, answers }) =>
        `| ${STATES[state]} | ${safe(host.name)} | ${safe(url)} | ${safe(access ?? "not declared")} | ${answers.map(({ vantage, said }) => safe(`${vantage}: ${said}`)).join("<br>")} |`,
    ),
  );
  return document("Security validation", report, [
    heading("Lines of the definition", linesTable(report, ["security"])),
    heading("What was checked", table(["Check", "Results", "It fails where", "How it is proved"], rows)),
    heading("What is open", list(open.flatMap((result) => openResult(result)))),
    heading("Who gets in", table(["", "Host", "Address", "Declared access", "Answers by point of view"], access)),
  ]);
}

/** The sheet that is signed: the verdict, the forty lines, who attested what, and room for a signature. */
function acceptanceSheet(report: VerificationReport): string {
  const criteria = report.score.criteria.map(
    ({ title, weight, minimum, standing, low, high, coverage }) =>
      `| ${STATES[standing]} | ${title} | ${weight} | ${range({ low, high })} | ${minimum} | ${percent(coverage)} |`,
  );
  const attestations = report.attestations.map(
    ({ line, who, when, expires, statement, digest, holds }) =>
      `| ${holds ? STATES.pass : STATES.fail} | ${safe(line)} | ${safe(who)} | ${safe(when)} to ${safe(expires)} | ${safe(statement)} | ${safe(digest.slice(0, 16))}… |`,
  );
  return document("Acceptance sheet", report, [
    heading("Why", list(report.reasons.map(({ state, message }) => `${STATES[state]} ${safe(message, LONG)}`))),
    heading("Criteria", table(["", "Criterion", "Weight", "Proved", "At least", "Decided"], criteria)),
    heading(
      "Definition of production ready",
      linesTable(
        report,
        report.score.criteria.map(({ criterion }) => criterion),
      ),
    ),
    heading("Attested", table(["", "Line", "By", "Holds", "Statement", "Report seen"], attestations)),
    heading("Still to attest", list(unattested(report).map(({ line, text }) => `${line} ${safe(text)}`))),
    heading(
      "Accepted by waiver",
      list(accepted(report).map(({ result, by }) => `${STATES.waived} ${safe(result)}: ${safe(by, LONG)}`)),
    ),
    heading("Not read or not counted", list(report.problems.map((problem) => safe(problem, LONG)))),
    [
      "## Sign-off",
      "",
      "| | |",
      "| --- | --- |",
      `| Verdict | ${capital(decision(report))} |`,
      `| Record of the run (SHA-256) | \`${report.record}\` |`,
      "| Accepted by | |",
      "| Date | |",
      "| Conditions | |",
    ].join("\n"),
  ]);
}

function document(title: string, report: VerificationReport, parts: readonly string[]): string {
  const head = [
    `# ${title}`,
    `Date: ${report.finished.slice(0, 10)}`,
    `**${capital(decision(report))}**: ${scoreLine(report)}.`,
    `${capital(counts(report))}. ${capital(when(report))}.`,
    `Record \`${report.record}\`, judged by pulumi-readiness ${safe(report.tool)}.`,
  ];
  return `${[...head, ...parts].filter((part) => part !== "").join("\n\n")}\n`;
}

function heading(title: string, content: string): string {
  return content === "" ? "" : `## ${title}\n\n${content}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

function table(columns: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return "";
  return [`| ${columns.join(" | ")} |`, `|${" --- |".repeat(columns.length)}`, ...rows].join("\n");
}

function causeOf(
  report: VerificationReport,
  { result, state, blocker, messages, hangs }: VerificationReport["causes"][number],
): string {
  const told = messages.map(({ message, remedy }) => `  - ${safe(capital(message), LONG)} → ${safe(remedy, LONG)}`);
  const consequences = hangs.length === 0 ? [] : [`  - keeps ${plural(hangs.length, "other result")} from being known`];
  return [
    `${STATES[state]} **${safe(subjectOf(result))}** ${safe(titleOf(report, result))}${blocker ? " (blocker)" : ""}`,
    ...told,
    ...consequences,
  ].join("\n");
}

function unknowns({ unknowns, unwritten }: VerificationReport): string {
  return list([
    ...unknowns.map(
      ({ message, known, results }) =>
        `${STATES.unknown} ${safe(message, LONG)} (${plural(results.length, "result")}) → ${safe(known)}`,
    ),
    ...(unwritten.length === 0
      ? []
      : [`${STATES.unknown} no check yet: ${unwritten.map((id) => safe(id)).join(", ")}`]),
  ]);
}

function routes({ routes }: ReportedHost): string {
  const vantages = routes[0]?.answers.map(({ vantage }) => vantage) ?? [];
  return table(
    ["", "Address", "Access", ...vantages.map((vantage) => safe(`from ${vantage}`)), "Container"],
    routes.map(
      ({ url, access, state, answers, container }) =>
        `| ${STATES[state]} | ${safe(url)} | ${safe(access ?? "not declared")} |${answers.map(({ said }) => ` ${safe(said)} |`).join("")} ${safe(container)} |`,
    ),
  );
}

function backups(host: ReportedHost): string {
  const rows = backupRows(host).map(
    ({ state, data, kept, last, restored, loss, time, why }) =>
      `| ${state === null ? "" : STATES[state]} | ${[data, kept, last, restored, loss, time].map((cell) => safe(cell)).join(" | ")} | ${why.map((one) => safe(one, LONG)).join("<br>")} |`,
  );
  const sum = restoreOfHost(host);
  return [table(["", ...BACKUP_COLUMNS], rows), ...(sum === undefined ? [] : [safe(sum)])]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The checks that say something of a container are the columns, so that one row tells its whole state. */
function containers({ name: host, containers }: ReportedHost, { results, checks }: VerificationReport): string {
  const names = new Set(containers.map(({ name }) => name));
  const own = results.filter(({ subject }) => subject.host === host && names.has(subject.name));
  const ids = new Set(own.map(({ check }) => check));
  const columns = checks.map(({ id }) => id).filter((id) => ids.has(id));
  const states = new Map(own.map((result) => [resultId(result), result.state]));
  return table(
    ["", "Container", "Image", ...columns.map((id) => safe(id))],
    containers.map(({ name, image, state }) => {
      const cells = columns.map((check) => {
        const one = states.get(resultId({ check, subject: { host, name } }));
        return ` ${one === undefined ? "" : STATES[one]} |`;
      });
      return `| ${STATES[state]} | ${safe(name)} | ${safe(image ?? "built")} |${cells.join("")}`;
    }),
  );
}

function openResult(result: Result): string[] {
  return result.remarks.map(
    ({ state, message, remedy }) =>
      `${STATES[state]} ${safe(resultId(result))}: ${safe(message, LONG)} → ${safe(remedy, LONG)}`,
  );
}

function linesTable({ score }: VerificationReport, criteria: readonly string[]): string {
  const rows = score.criteria
    .filter(({ criterion }) => criteria.includes(criterion))
    .flatMap(({ title, lines }) =>
      lines.map(({ line, text, low, high, checks, attested }) => {
        const state = reaches(low, 100) ? STATES.pass : reaches(high, 100) ? STATES.unknown : STATES.fail;
        const by = [...checks, ...(attested === null ? [] : [attested ? "attested" : "not attested"])].map((one) =>
          safe(one),
        );
        return `| ${state} | ${line} | ${safe(text)} | ${title} | ${shown(low)} | ${by.join("<br>")} |`;
      }),
    );
  return table(["", "Line", "Says", "Counts for", "Proved", "By"], rows);
}
