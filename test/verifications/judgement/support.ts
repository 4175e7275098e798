import fc from "fast-check";
import type { Waiver } from "../../../policies/settings/waivers.ts";
import { type Check, CRITERIA, check, type Subject } from "../../../verifications/check.ts";
import type { Fact } from "../../../verifications/fact.ts";
import { judgeRun } from "../../../verifications/judgement/judge.ts";
import { LINES } from "../../../verifications/judgement/lines.ts";
import type { VerificationReport } from "../../../verifications/judgement/report.ts";
import type { Run } from "../../../verifications/run/record.ts";
import type { Sketch } from "../support/expectation.ts";
import { failed, recorded, runOf, seen } from "../support/run.ts";

/** A check over every declared container that believes one fact of its own name. */
export function simple(id: string, given: Partial<Check> = {}): Check {
  const proves = LINES.filter(({ checks }) => checks.includes(id));
  return check({
    id,
    criterion: proves[0]?.criterion ?? "availability",
    lines: proves.map(({ id }) => id),
    title: `What ${id} looks at is wrong`,
    why: "Something would not work.",
    proof: "One fact.",
    remedy: `Mend what ${id} names.`,
    references: [],
    validFor: 24,
    blocker: false,
    subjects: ({ hosts }) =>
      hosts.flatMap(({ name: host, containers }) => containers.map(({ name }): Subject => ({ host, name }))),
    *judge({ host, name }, look) {
      if (look.value({ source: `t.${id}`, host, vantage: "engine", subject: name }) !== true)
        yield { message: `${host}/${name} is wrong for ${id}` };
    },
    ...given,
  });
}

/** Every check that the definition names, so that an estate can be ready. */
export const ALL: readonly Check[] = [...new Set(LINES.flatMap(({ checks }) => checks))].map((id, index) =>
  simple(id, index % 5 === 0 ? { blocker: true } : {}),
);

export const HOSTS = {
  master: ["web", "db"],
  lady: ["mail"],
} as const;
export const ESTATE: Sketch = {
  hosts: Object.entries(HOSTS).map(([name, containers]) => ({
    name,
    containers: containers.map((container) => ({ name: container })),
  })),
};

/** Name of the fact that a simple check believes. */
export const factOf = (id: string, host: string, name: string) => `t.${id} ${host} engine ${name}`;

const SUBJECTS = Object.entries(HOSTS).flatMap(([host, names]) => names.map((name) => ({ host, name })));

export const GOOD: readonly Fact[] = ALL.flatMap(({ id }) =>
  SUBJECTS.map(({ host, name }) => seen(factOf(id, host, name), true)),
);

export const ATTESTED: Run["judging"]["attestations"] = {
  file: "attestations.yaml",
  invalid: [],
  attestations: LINES.filter(({ attested }) => attested).map(({ id }) => ({
    line: id,
    who: "ops",
    when: "2026-11-20",
    statement: "Looked at it and found it so.",
    digest: "a".repeat(64),
    expires: "2027-01-31",
    location: { path: "attestations[0]", file: "attestations.yaml", line: 2, column: 3 },
  })),
};

export function waiver(rule: string, subject: string, given: Partial<Waiver> = {}): Waiver {
  const [stack = "", container = ""] = subject.split("/");
  return {
    rule,
    stack,
    container,
    detail: undefined,
    reason: "known and looked after",
    owner: "ops",
    expires: "2027-01-31",
    location: { path: "waivers[0]", file: "waivers.yaml", line: 2, column: 5 },
    ...given,
  };
}

export function judged(
  facts: readonly Fact[] = GOOD,
  judging: Partial<Run["judging"]> = { attestations: ATTESTED },
  checks: readonly Check[] = ALL,
  sketch: Sketch = ESTATE,
): VerificationReport {
  return judgeRun(recorded(runOf(sketch, facts, judging)), checks, "1.2.3");
}

/** Facts of the estate of which any may be bad, unseen or lacking. */
export const anyFacts: fc.Arbitrary<readonly Fact[]> = fc
  .array(fc.constantFrom("good", "good", "good", "bad", "unseen", "lacking"), {
    minLength: GOOD.length,
    maxLength: GOOD.length,
  })
  .map((fates) =>
    GOOD.flatMap((fact, index): Fact[] => {
      const fate = fates[index];
      const name = [fact.source, fact.host, fact.vantage, fact.subject].join(" ");
      if (fate === "lacking") return [];
      return [fate === "bad" ? seen(name, false) : fate === "unseen" ? failed(name, "timeout") : fact];
    }),
  );

/** Waivers of subjects of the estate, some of them ended. */
export const anyWaivers: fc.Arbitrary<readonly Waiver[]> = fc.array(
  fc
    .record({
      check: fc.constantFrom(...ALL),
      subject: fc.constantFrom(...SUBJECTS),
      expires: fc.constantFrom("2027-01-31", "2026-11-22"),
    })
    .map(({ check, subject, expires }) => waiver(check.id, `${subject.host}/${subject.name}`, { expires })),
  { maxLength: 12 },
);

export const EVERYTHING = CRITERIA;
