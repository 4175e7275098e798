import test from "ava";
import type { Finding } from "../../policies/judge/finding.ts";
import { type Judgement, judgeStacks } from "../../policies/judge/judgement.ts";
import { html } from "../../reports/html.ts";
import { json } from "../../reports/json.ts";
import { markdown } from "../../reports/markdown.ts";
import { sarif } from "../../reports/sarif.ts";
import { text } from "../../reports/text.ts";
import { judging, stackOf } from "../support/stack.ts";
import { judged } from "./support/judgements.ts";

const ABOUT = { version: "1.0.0", rules: new Map() };
const PUBLISHED = judged({
  web: {
    image: "nginx:1.27.3",
    name: "web",
    user: "1000:1000",
    ports: [{ internal: 80, external: 8080 }],
    networksAdvanced: [{ name: "front" }],
  },
});
const from = (judgement: Judgement, part: Partial<Finding>): Judgement => ({
  ...judgement,
  findings: judgement.findings.map((finding) => ({ ...finding, ...part })),
});
const IN_COMPOSE = from(PUBLISHED, { location: { path: "services.web.ports[0]", file: "compose.yaml", line: 4 } });

test("the text report shows the cure in the language of the source", (t) => {
  t.regex(text(PUBLISHED), /^ {8}ports: \[\n {10}\{ internal: 80, external: 8080, ip: "127.0.0.1" \},$/m);
  t.notRegex(text(PUBLISHED), /services:/);
  t.regex(text(IN_COMPOSE), /^ {10}ports:\n {12}- "127.0.0.1:8080:80"$/m);
  t.notRegex(text(IN_COMPOSE), /docker.Container/);
});

test("the text report leaves advice at its one line", (t) => {
  const advice = text(from(PUBLISHED, { level: "advisory" }));
  t.notRegex(advice, /ports: \[/);
  for (const { remedy } of PUBLISHED.findings) t.true(advice.includes(remedy));
});

test("a judgement for a report that shows no cures has none, and is the same in all else", (t) => {
  const input = judging([stackOf({ web: { image: "nginx:1.27.3", ports: [{ internal: 80, external: 8080 }] } })]);
  const all = judgeStacks(input).findings;
  for (const cures of ["refusing", "none"] as const) {
    const { findings } = judgeStacks({ ...input, cures });
    const isCured = ({ level }: Finding) => cures === "refusing" && level === "mandatory";
    t.deepEqual(
      findings.map((finding) => JSON.stringify(finding)),
      all.map((finding) => JSON.stringify(isCured(finding) ? finding : { ...finding, cure: null })),
    );
    t.is(
      findings.some(({ cure }) => cure !== null),
      cures === "refusing",
    );
  }
});

test("a comment shows the cure of what refuses, as long as all findings fit beside it", (t) => {
  const [finding] = IN_COMPOSE.findings as [Finding];
  const refused = from(IN_COMPOSE, { level: "mandatory" });
  t.true(markdown(refused).includes("<pre>services:<br>  web:<br>    ports:<br>"));
  t.false(markdown(from(IN_COMPOSE, { level: "advisory" })).includes("<pre>"));
  const many = {
    ...refused,
    findings: Array.from({ length: 40 }, () => ({ ...finding, level: "mandatory" as const })),
  };
  const whole = markdown(many);
  t.true(whole.includes("<pre>"));
  const short = markdown(many, Buffer.byteLength(whole));
  t.false(short.includes("<pre>"));
  t.false(short.includes("that do not fit"));
});

test("the page, SARIF and JSON hold the cure in both languages", (t) => {
  const page = html(PUBLISHED, ABOUT);
  for (const part of ["new docker.Container(", "services:"]) t.true(page.includes(part), part);
  const [result] = JSON.parse(sarif(PUBLISHED, ABOUT)).runs[0].results;
  const [finding] = JSON.parse(json(PUBLISHED)).findings;
  for (const { cure } of [result.properties, finding]) {
    t.regex(cure.pulumi, /ip: "127.0.0.1"/);
    t.regex(cure.compose, /127.0.0.1:8080:80/);
    t.is(cure.behaviour, "changes");
  }
});

test("a finding without a cure shows none, in any report", (t) => {
  const without = from(PUBLISHED, { cure: null, level: "mandatory" });
  t.notRegex(text(without), /docker.Container/);
  t.false(markdown(without).includes("<pre>"));
  t.false(html(without, ABOUT).includes("Exactly"));
  t.is(JSON.parse(json(without)).findings[0].cure, null);
});
