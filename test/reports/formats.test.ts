import test from "ava";
import fc from "fast-check";
import { compare } from "../../policies/judge/compare.ts";
import type { Finding } from "../../policies/judge/finding.ts";
import { judgeStacks } from "../../policies/judge/judgement.ts";
import { EXIT_CODES, type Outcome, outcomeOf } from "../../policies/judge/outcome.ts";
import { judging, SOUND, stackOf } from "../support/stack.ts";
import { anyJudgement, FORMATS, judged, MIXED } from "./support/judgements.ts";

const OPEN = { ...SOUND, ports: [{ internal: 80, external: 80 }], privileged: true };
const CONTAINERS = Object.entries({ web: OPEN, api: OPEN, db: { image: "postgres:latest" }, good: SOUND });

for (const [name, format] of Object.entries(FORMATS)) {
  test(`${name}: the order of findings never changes a byte`, (t) => {
    fc.assert(
      fc.property(
        anyJudgement.chain((judgement) =>
          fc.tuple(
            fc.constant(judgement),
            fc.shuffledSubarray([...judgement.findings], { minLength: judgement.findings.length }),
          ),
        ),
        ([judgement, findings]) => {
          t.is(format({ ...judgement, findings }), format(judgement));
          t.is(
            format(compare({ ...judgement, findings }, { findings: findings.slice(0, 2) })),
            format(compare(judgement, { findings: findings.slice(0, 2).reverse() })),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test(`${name}: findings that differ in their line only stand in one order`, (t) => {
    const [finding] = judged({ web: OPEN }).findings as [Finding];
    const lines = [1, 2, 3].map((line) => ({ ...finding, location: { path: "web", file: "compose.yaml", line } }));
    const report = (findings: readonly Finding[]) => format({ ...judged({ web: OPEN }), findings });
    t.is(report(lines.toReversed()), report(lines));
  });

  test(`${name}: the order of containers never changes a byte`, (t) => {
    const expected = format(judgeStacks(judging([stackOf(Object.fromEntries(CONTAINERS))])));
    fc.assert(
      fc.property(fc.shuffledSubarray(CONTAINERS, { minLength: CONTAINERS.length }), (containers) => {
        t.is(format(judgeStacks(judging([stackOf(Object.fromEntries(containers))]))), expected);
      }),
      { numRuns: 8 },
    );
  });

  test(`${name}: what is waived stays visible, with who, why and until when`, (t) => {
    const report = format(MIXED);
    for (const part of ["port-on-every-address", "the page is public", "ops", "2027-01-01"])
      t.true(report.includes(part), part);
  });

  test(`${name}: a judgement over nothing says that nothing is proved`, (t) => {
    const report = format(judgeStacks(judging([])));
    t.true(name === "json" ? JSON.parse(report).outcome === "undecided" : /nothing was judged/i.test(report));
  });
}

for (const name of ["text", "json", "sarif", "markdown", "html", "github"] as const)
  test(`${name}: what is new and what is known can be told apart`, (t) => {
    const report = FORMATS[name](compare(judged({ web: OPEN, api: OPEN }), judged({ web: OPEN, old: OPEN })));
    const words = { json: ['"new"', '"known"', '"fixed"'], sarif: ['"new"', '"unchanged"', '"absent"'] };
    const wanted =
      name in words ? words[name as "json"] : name === "github" ? ["new", "known"] : ["new", "still there", "Fixed"];
    for (const word of wanted) t.true(report.includes(word), word);
  });

test("in every format for machines, red is exactly what does not hold", (t) => {
  fc.assert(
    fc.property(anyJudgement, anyJudgement, fc.boolean(), (now, before, compared) => {
      const report = compared ? compare(now, before) : now;
      const outcome: Outcome = compared ? compare(now, before).outcome : outcomeOf(now);
      t.is(/<(failure|error) /.test(FORMATS.junit(report)), outcome !== "holds");
      t.is(/^::error /m.test(FORMATS.github(report)), outcome !== "holds");
      const [run] = JSON.parse(FORMATS.sarif(report)).runs;
      t.is(run.invocations[0].exitCode, EXIT_CODES[outcome]);
    }),
    { numRuns: 200 },
  );
});
