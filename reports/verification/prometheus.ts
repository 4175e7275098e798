import type { ReportedBackup, VerificationReport } from "../../verifications/judgement/report.ts";
import { VERDICTS } from "../../verifications/judgement/verdict.ts";
import { printable } from "../printable.ts";

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/**
 * The report in the text format of Prometheus
 * (https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4), for the textfile collector
 * of node_exporter or a Pushgateway. Samples carry no time of their own, which the collector refuses: when
 * the run was is a metric, so that an old report can be alerted on.
 */
export function prometheus(report: VerificationReport): string {
  const { score, results, facts, verdict, hosts } = report;
  const perBackup = (value: (one: ReportedBackup) => number | null | undefined): Sample[] =>
    hosts.flatMap(({ name: host, backups }) =>
      backups.flatMap((one): Sample[] => {
        const measured = value(one);
        return measured == null ? [] : [[{ host, source: one.source, store: one.store ?? "" }, measured]];
      }),
    );
  const perCriterion = (value: (one: (typeof score.criteria)[number]) => number): Sample[] =>
    score.criteria.map((one) => [{ criterion: one.criterion }, value(one)]);
  return [
    metric("readiness_info", "The tool that judged and the record it judged from.", [
      [{ tool: report.tool, record: report.record }, 1],
    ]),
    metric(
      "readiness_verdict",
      "1 for the verdict of the run, 0 for the others.",
      VERDICTS.map((one): Sample => [{ verdict: one }, one === verdict ? 1 : 0]),
    ),
    metric("readiness_run_started_timestamp_seconds", "When the run began.", [[{}, seconds(report.started)]]),
    metric("readiness_run_finished_timestamp_seconds", "When the run ended; facts are judged as seen from then.", [
      [{}, seconds(report.finished)],
    ]),
    metric("readiness_low", "What is proved of the whole, 0 to 100; verdict and grade follow from it.", [
      [{}, score.low],
    ]),
    metric("readiness_high", "What is not disproved of the whole, 0 to 100.", [[{}, score.high]]),
    metric("readiness_coverage_ratio", "Share of the whole that was decided.", [[{}, score.coverage]]),
    metric(
      "readiness_score_low",
      "What is proved of a criterion, 0 to 100.",
      perCriterion(({ low }) => low),
    ),
    metric(
      "readiness_score_high",
      "What is not disproved of a criterion, 0 to 100.",
      perCriterion(({ high }) => high),
    ),
    metric(
      "readiness_score_minimum",
      "The least that a criterion must be proved to.",
      perCriterion(({ minimum }) => minimum),
    ),
    metric(
      "readiness_score_coverage_ratio",
      "Share of a criterion that was decided.",
      perCriterion(({ coverage }) => coverage),
    ),
    metric(
      "readiness_result",
      "Always 1; the label state is pass, fail, unknown or waived.",
      results.map(
        ({ check, criterion, subject, state }): Sample => [
          { check, criterion, host: subject.host, subject: subject.name, state },
          1,
        ],
      ),
    ),
    metric(
      "readiness_facts",
      "Questions that were asked, by what came of them.",
      Object.entries(facts).map(([outcome, count]): Sample => [{ outcome }, count]),
    ),
    metric(
      "readiness_backup_age_seconds",
      "Age of the newest backup of data; none where nobody saw one.",
      perBackup(({ last }) => last?.age),
    ),
    metric(
      "readiness_backup_rpo_seconds",
      "What may be lost of data, as declared.",
      perBackup(({ rpo }) => rpo.declared),
    ),
    metric(
      "readiness_backup_loss_seconds",
      "What would have been lost of data: the age of its newest backup, or the time between the last two where that is longer.",
      perBackup(({ rpo }) => rpo.measured),
    ),
    metric(
      "readiness_backup_restored_timestamp_seconds",
      "When a restore of data was last proved; none where it was not, or too long ago.",
      perBackup(({ restored }) => (restored === null ? null : seconds(restored.time))),
    ),
    metric(
      "readiness_backup_rto_seconds",
      "How long bringing data back may take, as declared.",
      perBackup(({ rto }) => rto.declared),
    ),
    metric(
      "readiness_backup_restore_seconds",
      "How long bringing data back takes, by the speed of a restore that was proved.",
      perBackup(({ rto }) => rto.measured),
    ),
  ].join("");
}

function metric(name: string, help: string, samples: readonly Sample[]): string {
  // Two samples with the same labels would make the whole file unreadable.
  const lines = new Map(samples.map(([labels, value]) => [`${name}${shown(labels)}`, value]));
  const rows = [...lines].map(([series, value]) => `${series} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${rows.join("")}`;
}

function shown(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** A value of a label: control characters become the text of their escape, and the format's own three are applied. */
function escaped(text: string): string {
  return visible(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

function visible(text: string): string {
  return [...text.toWellFormed()]
    .map((sign) => (printable(sign) === sign ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`))
    .join("");
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
