import fc from "fast-check";
import type { Finding } from "../../../policies/judge/finding.ts";
import type { Judgement } from "../../../policies/judge/judgement.ts";
import { judgeStacks } from "../../../policies/judge/judgement.ts";
import { RULES } from "../../../policies/rules/index.ts";
import { readWaivers } from "../../../policies/settings/waivers.ts";
import type { About } from "../../../reports/about.ts";
import { github } from "../../../reports/github.ts";
import { gitlab } from "../../../reports/gitlab.ts";
import { html } from "../../../reports/html.ts";
import { json } from "../../../reports/json.ts";
import { junit } from "../../../reports/junit.ts";
import { markdown } from "../../../reports/markdown.ts";
import { sarif } from "../../../reports/sarif.ts";
import { text } from "../../../reports/text.ts";
import { judging, SOUND, stackOf, UNKNOWN_STRING } from "../../support/stack.ts";

export const ABOUT: About = {
  version: "1.2.3",
  rules: new Map(RULES.map(({ id, why, remedy, references }) => [id, { why, remedy, references }])),
};

/** Every format, by its name. */
export const FORMATS = {
  text: (judgement: Judgement) => text(judgement),
  json: (judgement: Judgement) => json(judgement),
  sarif: (judgement: Judgement) => sarif(judgement, ABOUT),
  junit: (judgement: Judgement) => junit(judgement),
  github: (judgement: Judgement) => github(judgement),
  gitlab: (judgement: Judgement) => gitlab(judgement),
  markdown: (judgement: Judgement) => markdown(judgement),
  html: (judgement: Judgement) => html(judgement, ABOUT),
} as const;

const WAIVER =
  "waivers:\n  - {rule: port-on-every-address, subject: test/web, detail: 80/tcp, reason: the page is public, owner: ops, expires: 2027-01-01}\n";

/** One container each that is waived, unknown and unreadable, and a sound one. */
export const MIXED = judgeStacks(
  judging(
    [
      stackOf({
        web: { ...SOUND, ports: [{ internal: 80, external: 80 }] },
        app: { ...SOUND, ports: [{ internal: 80, external: 81, ip: UNKNOWN_STRING }] },
        odd: { ...SOUND, user: 7 },
        good: SOUND,
      }),
    ],
    { waivers: readWaivers("waivers.yaml", WAIVER, new Set(RULES.map(({ id }) => id))) },
  ),
);

/** Few rules, so that a rule that comes in changes nothing here. */
const FEW = RULES.filter(({ id }) => ["port-on-every-address", "privileged", "root-user"].includes(id));

/** Judges containers under few rules in one stack. */
export function judged(containers: Record<string, Record<string, unknown>>, name = "test"): Judgement {
  return judgeStacks(judging([stackOf(containers, name)], { rules: FEW }));
}

/** Text that means something to a terminal, a page, a comment, a log or a parser. */
export const HOSTILE =
  "<script>alert(1)</script>\"'`|]]>&amp;::error::x%0A@team #1 ![a](http://b) \u001b[2J\u202e\r\n\ud800\uffff\u0000";

const word = fc.constantFrom("a", "b", "c");
const hostileWord = fc.oneof(word, fc.constant(HOSTILE), fc.string({ unit: "binary", maxLength: 12 }));

/** Findings over few names, so that they meet, among them hostile ones. */
export const anyFinding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom(
    "privileged",
    "root-user",
    "memory-unlimited",
    "new-privileges-allowed",
    "logs-never-rotate",
    "unreadable-input",
    "internal-error",
  ),
  title: fc.constant("A thing is wrong"),
  severity: fc.constantFrom("low", "medium", "high", "critical"),
  level: fc.constantFrom("mandatory", "advisory"),
  verdict: fc.constantFrom("fail", "unknown"),
  subject: fc.record({ stack: fc.constantFrom("s", "t"), container: fc.option(hostileWord) }),
  message: fc.oneof(fc.constant("it is wrong"), hostileWord),
  detail: fc.option(hostileWord),
  path: hostileWord,
  location: fc.oneof(
    fc.record({ path: word }),
    fc.record({ path: word, file: hostileWord, line: fc.integer({ min: 1, max: 9 }) }),
  ),
  remedy: fc.constant("Mend it."),
  cure: fc.option(
    fc.record({
      pulumi: fc.option(hostileWord),
      compose: fc.option(hostileWord),
      behaviour: fc.constantFrom("same", "changes"),
      decide: fc.option(hostileWord),
    }),
  ),
  waiver: fc.option(fc.record({ reason: hostileWord, owner: word, expires: fc.constant("2027-01-01") }), { freq: 4 }),
});

export const anyJudgement: fc.Arbitrary<Judgement> = fc
  .record({ findings: fc.array(anyFinding, { maxLength: 8 }), containers: fc.integer({ min: 0, max: 3 }) })
  .map(({ findings, containers }) => ({
    version: 1,
    profile: "default",
    stacks: ["s", "t"],
    containers: Array.from({ length: containers }, (_, index) => ({ stack: "s", name: `c${index}` })),
    summary: { containers, rules: 1, pass: 0, fail: 0, unknown: 0, notApplicable: 0, waived: 0 },
    findings,
  }));
