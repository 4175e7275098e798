import test from "ava";
import { JUDGEMENT_EVENT, readJudgement, writeJudgement } from "../../policies/crossguard/order.ts";
import type { Judgement } from "../../policies/judge/judgement.ts";
import type { EngineEvent, PolicyEvent } from "../../preview/events.ts";
import { judgementOf, together } from "../../preview/judgement.ts";
import { PreviewError } from "../../preview/preview-error.ts";
import type { Finished } from "../../preview/run.ts";
import { HOSTILE, judged } from "../reports/support/judgements.ts";
import { SOUND } from "../support/stack.ts";

const SOUND_STACK = judged({ web: SOUND }, "dev");
const BROKEN_STACK = judged({ web: { ...SOUND, privileged: true }, app: { ...SOUND, user: "0" } }, "dev");

let sequence = 0;
const event = (kind: object): EngineEvent => ({ sequence: sequence++, ...kind });
const policy = (policyName: string, enforcementLevel: PolicyEvent["enforcementLevel"], message = "words") =>
  event({
    policyEvent: { policyName, enforcementLevel, message, policyPackName: "readiness", policyPackVersion: "1" },
  });
const closing = (judgement: Judgement) =>
  policy(JUDGEMENT_EVENT, "advisory", `<{%fg 13%}>${writeJudgement(judgement)}<{%reset%}>\n`);
const shown = ({ findings }: Judgement) =>
  findings.map(({ rule, level, waiver }) => policy(rule, waiver === null ? level : "advisory"));
const error = (message: string) => event({ diagnosticEvent: { severity: "error", message } });
const ended = (code: number | null, more: Partial<Finished> = {}): Finished => ({
  code,
  stdout: "",
  stderr: "",
  milliseconds: 1,
  ...more,
});

test("a preview in order is judged as the pack has judged", (t) => {
  t.deepEqual(judgementOf("dev", [closing(SOUND_STACK)], ended(0)), SOUND_STACK);
  const refused = [...shown(BROKEN_STACK), closing(BROKEN_STACK), error("preview failed\n")];
  t.deepEqual(judgementOf("dev", refused, ended(1)), BROKEN_STACK);
  t.deepEqual(judgementOf("dev", refused, ended(255)), BROKEN_STACK);
});

test("hostile text in a judgement comes through the engine's colours and masks as it was", (t) => {
  const hostile = { ...SOUND_STACK, profile: `${HOSTILE.toWellFormed()} <{%fg 1%}>[secret]` };
  t.deepEqual(readJudgement(`<{%fg 13%}>${writeJudgement(hostile)}<{%reset%}>\n`), hostile);
});

const REFUSED = [...shown(BROKEN_STACK), error("preview failed")];

for (const [what, events, code, words] of [
  ["without an event", [], 0, /judged nothing, or not all: the engine says nothing more/],
  ["without the closing event", REFUSED, 1, /judged nothing, or not all/],
  ["with two closing events", [closing(SOUND_STACK), closing(SOUND_STACK)], 0, /judged nothing, or not all/],
  [
    "with an error that is no policy's",
    [closing(SOUND_STACK), error("<{%fg 1%}>web has a problem<{%reset%}>\n")],
    1,
    /not all: web has a problem$/,
  ],
  ["that was stopped", [closing(SOUND_STACK)], null, /was stopped/],
  ["that was stopped after something refused", [...REFUSED, closing(BROKEN_STACK)], null, /was stopped/],
  ["that failed although nothing refuses", [closing(SOUND_STACK)], 1, /ended with 1/],
  ["that passed although something refuses", [...shown(BROKEN_STACK), closing(BROKEN_STACK)], 0, /ended with 0/],
  ["with a finding that was not shown", [...REFUSED.slice(1), closing(BROKEN_STACK)], 1, /do not agree/],
  ["with an event that was not judged", [policy("privileged", "advisory"), closing(SOUND_STACK)], 0, /do not agree/],
  [
    "with an event of another level",
    [
      ...shown(BROKEN_STACK).map(({ policyEvent }) => policy(policyEvent?.policyName ?? "", "advisory")),
      closing(BROKEN_STACK),
    ],
    0,
    /do not agree/,
  ],
  ["with a judgement that is damaged", [policy(JUDGEMENT_EVENT, "advisory", "AAAAAAAAAAAA")], 0, /cannot be read/],
  ["with the judgement of another stack", [closing(judged({ web: SOUND }, "prod"))], 0, /something else/],
] as const)
  test(`a preview ${what} is an error, never a pass`, (t) => {
    const thrown = t.throws(() => judgementOf("dev", events, ended(code)), { instanceOf: PreviewError });
    t.regex(thrown?.message ?? "", words);
    t.regex(thrown?.message ?? "", /^the preview of the stack dev /);
  });

test("where there are no events, what the engine printed is repeated, without frames of packages and not at any length", (t) => {
  const stderr = `\u001b[31merror: it broke\u001b[0m\n    at run (node:internal/a.js:1:1)\n${"x".repeat(9_000)}`;
  const thrown = t.throws(() => judgementOf("dev", [], ended(255, { stderr })), { instanceOf: PreviewError });
  t.regex(thrown?.message ?? "", /: error: it broke\nx+…$/);
  t.true((thrown?.message.length ?? 0) < 2_200);
});

test("a plugin that is missing is told with the command that installs it", (t) => {
  const missing = (kind: string, name: string, version: string) =>
    t.throws(() =>
      judgementOf(
        "dev",
        [error(`no ${kind} plugin 'pulumi-${kind}-${name}' found in the workspace${version} or on your $PATH`)],
        ended(255),
      ),
    )?.message ?? "";
  t.regex(
    missing("resource", "docker", " at version v5.2.0"),
    /\nInstall .*: pulumi plugin install resource docker v5\.2\.0$/,
  );
  t.regex(
    missing("language", "nodejs", ""),
    /\nInstall the whole Pulumi distribution, which brings pulumi-language-nodejs/,
  );
});

test("the judgements of several stacks are one, with every count and finding", (t) => {
  const other = judged({ app: { ...SOUND, user: "0" } }, "prod");
  const both = together([BROKEN_STACK, other]);
  t.deepEqual(both.stacks, ["dev", "prod"]);
  t.is(both.summary.containers, 3);
  t.is(both.summary.rules, other.summary.rules);
  t.is(both.summary.fail, BROKEN_STACK.summary.fail + other.summary.fail);
  t.deepEqual(both.findings, [...BROKEN_STACK.findings, ...other.findings]);
  t.throws(() => together([]), { instanceOf: RangeError });
});
