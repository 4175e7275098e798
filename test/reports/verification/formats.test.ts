import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import test from "ava";
import fc from "fast-check";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { filesOf, VERIFICATION_FORMATS, written } from "../../../reports/verification/index.ts";
import type { TrendPoint } from "../../../reports/verification/trend.ts";
import { VERDICTS } from "../../../verifications/judgement/verdict.ts";
import { anyReport, MIXED, READY } from "./support.ts";
import { parseExposition } from "./support-prometheus.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
formats.default(ajv);
const isReport = ajv.compile(JSON.parse(read("../../../reports/verification.schema.json")));
const xsd = XsdValidator.fromDoc(XmlDocument.fromString(read("../schemas/junit-10.xsd")));

function validateXml(text: string): void {
  const document = XmlDocument.fromString(text);
  try {
    xsd.validate(document);
  } finally {
    document.dispose();
  }
}

const POINT: TrendPoint = { finished: READY.finished, verdict: "not-ready", record: READY.record, low: 40, high: 90 };
const TREND = [POINT, { ...POINT, finished: "2026-11-24T12:00:00.000Z", low: 60, verdict: "ready" as const }];

for (const [what, report] of Object.entries({ "a ready estate": READY, "a mixed estate": MIXED })) {
  test(`JSON of ${what} is valid by the schema in the package`, (t) => {
    t.true(isReport(JSON.parse(written(report, "json"))), JSON.stringify(isReport.errors?.slice(0, 3)));
  });

  test(`JUnit XML of ${what} is valid by the schema`, (t) => {
    t.notThrows(() => validateXml(written(report, "junit")));
  });

  test(`the metrics of ${what} are read by the rules of their format`, (t) => {
    const samples = parseExposition(written(report, "prometheus"));
    const value = (name: string, labels = {}) =>
      samples.find((one) => one.name === name && Object.entries(labels).every(([key, is]) => one.labels[key] === is))
        ?.value;
    t.is(value("readiness_low"), report.score.low);
    t.is(value("readiness_score_high", { criterion: "backup" }), report.score.criteria[5]?.high);
    t.is(value("readiness_run_finished_timestamp_seconds"), Date.parse(report.finished) / 1000);
    for (const verdict of VERDICTS)
      t.is(value("readiness_verdict", { verdict }), verdict === report.verdict ? 1 : 0, verdict);
    t.is(samples.filter(({ name }) => name === "readiness_result").length, report.summary.results);
  });
}

test("the parser of metrics refuses what is not of the format", (t) => {
  for (const text of [
    "a 1",
    "a{b=1} 1\n",
    'a{b="x"y"} 1\n',
    'a{b="\\x"} 1\n',
    'a{b="1",b="2"} 1\n',
    "a one\n",
    "a 1 2 3\n",
    "a 1\na 2\n",
    'a 1\nb 1\na{c="d"} 1\n',
    "a 1\n# TYPE a gauge\n",
    "# TYPE a thing\na 1\n",
    "1a 1\n",
  ])
    t.throws(() => parseExposition(text), undefined, text);
});

test("the schema refuses what is not a report", (t) => {
  t.false(isReport({ ...MIXED, version: 2 }));
  t.false(isReport({ ...MIXED, verdict: "fine" }));
  t.false(isReport({ ...MIXED, more: 1 }));
  t.false(isReport({ ...MIXED, score: { ...MIXED.score, grade: "S" } }));
});

test("the same report gives the same bytes in every format", (t) => {
  const copy = JSON.parse(written(MIXED, "json"));
  for (const format of VERIFICATION_FORMATS) t.is(written(copy, format, TREND), written(MIXED, format, TREND), format);
});

test("the page for a person ends with what decides, and tells a cause once with what hangs on it", (t) => {
  const lines = written(MIXED, "text").trimEnd().split("\n");
  t.is(lines.at(-1), "The estate is not ready");
  t.is(lines[0], "Causes (2)");
  t.is(lines.filter((line) => line.includes("master/web is wrong for usage-within-limits")).length, 0);
  t.true(lines.some((line) => line.includes("keeps 1 other result from being known: usage-within-limits master/web")));
  t.true(lines.some((line) => line.includes("Name the address, the vantage point or the credential")));
  t.true(lines.some((line) => line.includes("no check for 1 thing: targets-up")));
  t.is(written(READY, "text").trimEnd().split("\n").at(-1), "The estate is ready");
});

test("a verdict about some criteria names them and says that it is silent about the others", (t) => {
  const narrow = { ...READY, criteria: ["availability", "security"] as const };
  const text = written(narrow, "text");
  t.regex(text, /Ready in Availability and Security; the verdict says nothing of the other 6 criteria\n$/);
  t.regex(text, /Reliability .*, not asked for/);
  const page = written(narrow, "html");
  t.true(page.includes("not asked for"));
});

test("many causes are counted at the terminal, and the other formats have them all", (t) => {
  const [cause] = MIXED.causes;
  if (cause === undefined) return t.fail();
  const causes = Array.from({ length: 40 }, (_, index) => ({ ...cause, result: `container-runs master/c${index}` }));
  const text = written({ ...MIXED, causes }, "text");
  t.true(text.includes("and 15 more, which the other formats name"));
  t.false(text.includes("master/c30"));
  for (const format of ["html", "markdown", "json"] as const)
    t.true(written({ ...MIXED, causes }, format).includes("master/c39"), format);
});

test("Markdown becomes the three documents that a run is accepted by", (t) => {
  const files = filesOf(MIXED, "markdown");
  t.deepEqual(Object.keys(files), ["service-health-report.md", "security-validation.md", "acceptance-sheet.md"]);
  for (const [name, text] of Object.entries(files)) {
    t.true(text.includes(MIXED.record), name);
    t.true(text.includes("**The estate is not ready**"), name);
    t.true(text.includes("Date: 2026-11-23"), name);
  }
  const { "service-health-report.md": health = "", "acceptance-sheet.md": sheet = "" } = files;
  t.regex(health, /\| ❔ \| .*admin.*vpn-only \| 403 \| 302 to login\.example\.org \| web \|/);
  t.regex(health, /\| ❌ \| web \| web:1 \|/);
  for (const { lines } of MIXED.score.criteria)
    for (const { line } of lines) t.true(sheet.includes(`| ${line} |`), line);
  t.true(sheet.includes("| Accepted by | |"));
  t.regex(sheet, /❌ \| MON-2 \| ops \| 2026-09-01 to 2026-11-01/);
});

test("every row of a table in Markdown has as many cells as its head", (t) => {
  fc.assert(
    fc.property(fc.oneof(anyReport, fc.constant(MIXED)), (report) => {
      for (const text of Object.values(filesOf(report, "markdown"))) {
        let columns: number | undefined;
        for (const line of text.split("\n")) {
          const cells = line.startsWith("|") ? line.split("|").length : undefined;
          if (cells !== undefined && columns !== undefined) t.is(cells, columns, line);
          columns = cells;
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("every format tells of each declared data how it is kept, what would be lost and how long it takes to bring it back", (t) => {
  const lady = MIXED.hosts[1];
  t.deepEqual(
    lady?.backups.map(({ source, store, state }) => [source, store, state]),
    [
      ["mail", "nightly", "pass"],
      ["/srv/files", "nightly", "fail"],
      ["cache", null, null],
    ],
  );
  t.like(lady?.backups[0], {
    last: { time: "2026-11-23T02:30:00.000Z", age: 34_200 },
    restored: { time: "2026-11-23T12:00:00.000Z", made: "2026-11-20T02:30:00.000Z" },
    rpo: { declared: 93_600, measured: 86_400 },
    rto: { declared: 3600, measured: 754 },
    why: [],
  });
  t.like(lady?.backups[1], { last: null, restored: null, rpo: { declared: 93_600, measured: null } });
  t.deepEqual(lady?.backups[1]?.why, ["no archive in nightly holds /srv/files"]);
  const text = written(MIXED, "text");
  t.true(text.includes("Backups of lady (3)\n  ✗ /srv/files restic in nightly; last not seen; restore proved no;"));
  t.true(
    text.includes(
      "  ✓ mail restic in nightly; last 2026-11-23 02:30, 9 h 30 min ago; restore proved 2026-11-23; loss 1 d (at most 1 d 2 h); restore 12 min 34 s (at most 1 h)",
    ),
  );
  t.true(text.includes("  - cache needs none: made again at the next start"));
  const sum =
    "Bringing 1 of 2 data of lady back, one after the other, takes 12 min 34 s; the others were not measured.";
  t.true(text.includes(`\n  ${sum}\n`));
  const page = written(MIXED, "html");
  for (const part of [sum, "Backups of lady", "made again at the next start", "9 h 30 min ago"])
    t.true(page.includes(part), part);
  const { "service-health-report.md": health = "" } = filesOf(MIXED, "markdown");
  t.regex(health, /## Backups of lady\n\n\| {2}\| Data \|/);
  t.regex(
    health,
    /\| ✅ \| mail \| restic in nightly \| 2026-11-23 02:30, 9 h 30 min ago \| 2026-11-23 \| 1 d \(at most 1 d 2 h\) \|/,
  );
  t.true(health.includes(sum));
  const samples = parseExposition(written(MIXED, "prometheus"));
  const labels = { host: "lady", source: "mail", store: "nightly" };
  const of = (name: string) =>
    samples.filter((one) => one.name === name).map(({ labels, value }) => [labels.source, value]);
  t.deepEqual(samples.find(({ name }) => name === "readiness_backup_age_seconds")?.labels, labels);
  t.deepEqual(of("readiness_backup_age_seconds"), [["mail", 34_200]]);
  t.deepEqual(of("readiness_backup_loss_seconds"), [["mail", 86_400]]);
  t.deepEqual(of("readiness_backup_rpo_seconds"), [
    ["mail", 93_600],
    ["/srv/files", 93_600],
  ]);
  t.deepEqual(of("readiness_backup_rto_seconds"), [
    ["mail", 3600],
    ["/srv/files", 3600],
  ]);
  t.deepEqual(of("readiness_backup_restore_seconds"), [["mail", 754]]);
  t.deepEqual(of("readiness_backup_restored_timestamp_seconds"), [["mail", Date.parse(MIXED.finished) / 1000]]);
});

test("a host without any data has no part about backups", (t) => {
  for (const format of ["text", "html", "markdown"] as const) {
    t.false(written(MIXED, format).includes("Backups of master"), format);
    t.false(written(READY, format).includes("Backups of"), format);
  }
});

test("JUnit is red where the estate is not ready: an unknown is an error and never skipped", (t) => {
  const xml = written(MIXED, "junit");
  t.regex(xml, /<testsuite name="verdict" tests="1" failures="1" errors="0" skipped="0">/);
  t.regex(xml, /<testsuite name="logs-flow" tests="3" failures="0" errors="3" skipped="0">/);
  t.regex(xml, /<testsuite name="no-oom-kills" tests="3" failures="0" errors="0" skipped="1">/);
  t.is(xml.match(/<error /g)?.length, MIXED.summary.unknown);
  t.is(xml.match(/<skipped /g)?.length, MIXED.summary.waived);
  const open = written({ ...READY, verdict: "could-not-verify" }, "junit");
  t.regex(open, /<testsuite name="verdict" tests="1" failures="0" errors="1" skipped="0">/);
  t.false(written(READY, "junit").includes("<failure"));
});

test("the page shows the interval of each criterion, and a trend where there is more than one run", (t) => {
  const page = written(MIXED, "html", TREND);
  t.is(page.match(/<svg class="bar"/g)?.length, 8);
  t.true(page.includes('aria-label="proved 50.0 to 100.0 of 100, at least 90"'));
  t.true(page.includes('aria-label="2 runs, from 40.0 to 60.0 proved"'));
  t.false(written(MIXED, "html", [POINT]).includes("Trend"));
  t.false(written(MIXED, "html").includes("Trend"));
});

test("all runs of one moment are drawn without a number that is none", (t) => {
  for (const format of ["html"] as const) t.notRegex(written(MIXED, format, [POINT, POINT]), /NaN|Infinity|undefined/);
});

test("no format says undefined, NaN or [object Object] of a mixed estate", (t) => {
  for (const format of VERIFICATION_FORMATS)
    t.notRegex(written(MIXED, format, TREND), /undefined|\bNaN\b|\[object Object\]/, format);
});

const CONTROL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

test("hostile names and messages stay text in every format", (t) => {
  fc.assert(
    fc.property(anyReport, (report) => {
      t.true(isReport(JSON.parse(written(report, "json"))), JSON.stringify(isReport.errors?.slice(0, 3)));
      t.notThrows(() => validateXml(written(report, "junit")));
      const page = written(report, "html", TREND);
      t.notRegex(page, /<script|<img|<a[ >]|\son\w+=/i);
      const samples = parseExposition(written(report, "prometheus"));
      t.is(samples.filter(({ name }) => name === "readiness_verdict").length, VERDICTS.length);
      const markdown = written(report, "markdown");
      t.notRegex(markdown, /<script|!\[|\]\(|@team|http:\/\//);
      for (const format of ["text", "html", "prometheus", "markdown", "junit"] as const)
        t.notRegex(written(report, format, TREND), CONTROL, format);
    }),
    { numRuns: 60 },
  );
});

test("a hostile word cannot add a line to the page at the terminal that decides", (t) => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const decides = written(report, "text")
        .split("\n")
        .filter((line) => /^(The estate|Ready in|Not ready in|Could not)/.test(line));
      t.is(decides.length, 1);
    }),
    { numRuns: 25 },
  );
});
