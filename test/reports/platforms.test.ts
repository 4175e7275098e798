import test from "ava";
import fc from "fast-check";
import { compare } from "../../policies/judge/compare.ts";
import type { Finding } from "../../policies/judge/finding.ts";
import type { Judgement } from "../../policies/judge/judgement.ts";
import { html } from "../../reports/html.ts";
import { MARK, markdown } from "../../reports/markdown.ts";
import { SOUND } from "../support/stack.ts";
import { ABOUT, anyJudgement, FORMATS, HOSTILE, judged, MIXED } from "./support/judgements.ts";

const FAILS = judged({ web: { ...SOUND, privileged: true } });
const [PRIVILEGED] = FAILS.findings as [Finding];
const WAIVER = { reason: "it has to be so", owner: "ops", expires: "2027-01-01" };

function having(...findings: readonly Partial<Finding>[]): Judgement {
  return { ...FAILS, findings: findings.map((part) => ({ ...PRIVILEGED, ...part })) };
}

const inFile = (location: object) => having({ location: { path: "services.web.privileged", ...location } });

const run = (judgement: Judgement) => JSON.parse(FORMATS.sarif(judgement)).runs[0];

test("SARIF points at file, line and column, and names the container besides", (t) => {
  const [{ locations }] = run(inFile({ file: "./a b/compose.yaml", line: 4, column: 7 })).results;
  t.deepEqual(locations[0].physicalLocation, {
    artifactLocation: { uri: "a%20b/compose.yaml" },
    region: { startLine: 4, startColumn: 7 },
  });
  t.is(locations[0].logicalLocations[0].name, "web");
});

test("SARIF invents no place for what was read from a program", (t) => {
  const [{ locations }] = run(FAILS).results;
  t.false("physicalLocation" in locations[0]);
  t.is(locations[0].logicalLocations[0].fullyQualifiedName, "test/web/privileged");
});

test("SARIF explains each rule once, with its cure and its sources", (t) => {
  const { tool, results } = run(having({}, { subject: { stack: "test", container: "api" } }));
  t.is(tool.driver.rules.length, 1);
  const [rule] = tool.driver.rules;
  t.is(rule.id, "privileged");
  t.regex(rule.help.markdown, /Why[\s\S]*What to do[\s\S]*CIS Docker Benchmark/);
  t.deepEqual(
    results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex),
    [0, 0],
  );
});

test("SARIF takes the level from the severity and shows what is unknown like what fails", (t) => {
  const levels = (["critical", "high", "medium", "low"] as const).map(
    (severity) => run(having({ severity, verdict: "unknown" })).results[0],
  );
  t.deepEqual(
    levels.map(({ level, kind }) => [level, kind]),
    [
      ["error", "fail"],
      ["error", "fail"],
      ["warning", "fail"],
      ["note", "fail"],
    ],
  );
  t.regex(levels[0].message.text, /unknown/);
});

test("SARIF suppresses what is waived, with reason, owner and end, and nothing else", (t) => {
  const { results } = run(having({}, { waiver: WAIVER, detail: "x" }));
  t.deepEqual(
    results.map(({ suppressions }: { suppressions: unknown[] }) => suppressions),
    [
      [],
      [
        {
          kind: "external",
          status: "accepted",
          justification: "it has to be so",
          properties: { owner: "ops", expires: "2027-01-01" },
        },
      ],
    ],
  );
});

test("SARIF's fingerprint survives a moved line", (t) => {
  const print = (line: number) => run(inFile({ file: "compose.yaml", line })).results[0].partialFingerprints;
  t.deepEqual(print(4), print(40));
  t.regex(print(4)["readiness/v1"], /^[0-9a-f]{32}$/);
});

test("a JUnit case that fails is not skipped because something beside it is waived or known", (t) => {
  const waived = { detail: "x", waiver: WAIVER };
  t.false(FORMATS.junit(having({}, waived)).includes("<skipped"));
  t.true(FORMATS.junit(having(waived)).includes("<skipped"));
  const known = compare(having({}, { detail: "y" }), having({ detail: "y" }));
  t.false(FORMATS.junit(known).includes("<skipped"));
  t.true(FORMATS.junit(compare(FAILS, FAILS)).includes("<skipped"));
  t.false(FORMATS.junit(having({ level: "advisory" }, waived)).includes("<skipped"));
});

test("JUnit tells failing, unknown and advice apart and names every finding of a container", (t) => {
  const both = FORMATS.junit(having({ message: "first thing" }, { message: "second thing", verdict: "unknown" }));
  t.regex(both, /failures="1" errors="0"/);
  t.regex(both, /first thing[\s\S]*second thing/);
  t.regex(FORMATS.junit(having({ verdict: "unknown" })), /failures="0" errors="1"/);
  t.regex(FORMATS.junit(having({ level: "advisory" })), /failures="0" errors="0" skipped="0"[\s\S]*<system-out>/);
});

test("GitHub gets errors for what refuses, warnings for advice, notices for the rest, on file and line", (t) => {
  const [first] = FORMATS.github(inFile({ file: "a,b:c.yaml", line: 4, column: 7 })).split("\n");
  t.true(first?.startsWith("::error file=a%2Cb%3Ac.yaml,line=4,col=7,title=critical%3A privileged::test/web: "), first);
  t.regex(FORMATS.github(having({ level: "advisory" })), /^::warning /);
  t.regex(FORMATS.github(having({ waiver: WAIVER })), /^::notice /);
  t.regex(FORMATS.github(compare(FAILS, FAILS)), /^::notice /);
});

test("no name, file or message gets a command or a line of its own into GitHub's log", (t) => {
  fc.assert(
    fc.property(anyJudgement, (judgement) => {
      const lines = FORMATS.github(judgement).trimEnd().split("\n");
      t.is(lines.length, judgement.findings.length + 1);
      for (const line of lines) {
        t.regex(line, /^::(error|warning|notice) [^:]*::/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
        t.notRegex(line, /[\u0000-\u001f\u202e]/);
      }
    }),
  );
});

test("GitLab gets description, check, fingerprint, severity, path and line of every finding", (t) => {
  const [issue] = JSON.parse(FORMATS.gitlab(inFile({ file: "./compose.yaml", line: 4 })));
  t.like(issue, {
    check_name: "privileged",
    severity: "blocker",
    location: { path: "compose.yaml", lines: { begin: 4 } },
  });
  t.regex(issue.fingerprint, /^[0-9a-f]{32}$/);
  t.is(JSON.parse(FORMATS.gitlab(FAILS))[0].location.path, "test/web");
  t.is(JSON.parse(FORMATS.gitlab(having({ waiver: WAIVER })))[0].severity, "info");
  const prints = JSON.parse(FORMATS.gitlab(having({}, {}, {}))).map((one: { fingerprint: string }) => one.fingerprint);
  t.is(new Set(prints).size, 3);
});

test("Markdown is never longer than it may be, and counts what it leaves out", (t) => {
  const many = having(
    ...Array.from({ length: 3000 }, (_, index) => ({
      subject: { stack: "test", container: `container-${index}` },
      level: index % 2 === 0 ? ("mandatory" as const) : ("advisory" as const),
    })),
  );
  for (const longest of [4000, 60_000]) {
    const report = markdown(many, longest);
    t.true(Buffer.byteLength(report) <= longest, String(Buffer.byteLength(report)));
    const rows = report.match(/^\| critical/gm)?.length ?? 0;
    const left = [...report.matchAll(/^(?:and )?(\d+) (?:more )?that do not fit here/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
    t.is(rows + left, 3000);
    t.regex(report, /### Refused \(1500\)[\s\S]*Advice \(1500\)/);
  }
  t.true(markdown(FAILS).startsWith(MARK));
  t.false(markdown(FAILS).includes("do not fit"));
});

test("Markdown stays in its bounds whatever stacks and findings are called", (t) => {
  const stacks = Array.from({ length: 500 }, () => HOSTILE.repeat(20));
  const report = markdown({ ...having({ subject: { stack: HOSTILE, container: HOSTILE.repeat(999) } }), stacks });
  t.true(Buffer.byteLength(report) <= 60_000);
});

test("no hostile text becomes markup, a mention, a reference or a link in Markdown", (t) => {
  const report = markdown(having({ subject: { stack: "s", container: HOSTILE }, message: HOSTILE, path: HOSTILE }));
  const row = report.split("\n").find((line) => line.startsWith("| critical")) ?? "";
  t.is(row.replaceAll(/&#\d+;/g, "").split("|").length, 6);
  for (const part of ["<script", "@team", "#1 ", "](", "http://", "`", "\u001b", "\u202e"])
    t.false(row.includes(part), part);
  t.true(row.includes("&#60;script&#62;"));
});

test("the page holds nothing that loads, runs or sends", (t) => {
  const page = html(compare(MIXED, FAILS), ABOUT);
  t.notRegex(page, /<(script|link|img|iframe|object|embed|form|base|svg)\b|@import|url\(|\son\w+=|javascript:/i);
  t.regex(page, /Content-Security-Policy" content="default-src 'none'/);
  t.regex(page, /prefers-color-scheme: dark[\s\S]*@media print/);
});

test("no hostile text becomes markup in the page", (t) => {
  fc.assert(
    fc.property(anyJudgement, anyJudgement, (now, before) => {
      const page = html(compare(now, before), ABOUT);
      const body = page.slice(page.indexOf("<body>"));
      const tags = new Set([...body.matchAll(/<\/?([^\s>]*)/g)].map(([, name]) => name));
      for (const tag of tags)
        t.true(
          /^(html|body|header|main|nav|pre|section|article|footer|details|summary|nav|h[123]|p|b|a|br|bdi|code|span|div|dl|dt|dd|ol|ul|li)$/.test(
            tag ?? "",
          ),
          tag,
        );
      t.true(page.isWellFormed());
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      t.notRegex(page.replaceAll("\n", ""), /[\u0000-\u001f\u202e]/);
    }),
  );
});

test("the page explains a rule where it is met first, with its sources", (t) => {
  const page = html(having({}, { subject: { stack: "test", container: "zeta" } }), ABOUT);
  t.is(page.split("<summary>Why</summary>").length, 2);
  t.true(page.includes('<a href="https://www.cisecurity.org/'));
});
