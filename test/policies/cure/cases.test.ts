import { fileURLToPath } from "node:url";
import test from "ava";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import type { Stack } from "../../../model/stack.ts";
import type { Spelling } from "../../../policies/cure/change.ts";
import type { Plan } from "../../../policies/cure/edit.ts";
import { editCompose } from "../../../policies/cure/edit-compose.ts";
import type { Curable } from "../../../policies/cure/plan.ts";
import { spellCompose } from "../../../policies/cure/spell-compose.ts";
import { spellPulumi } from "../../../policies/cure/spell-pulumi.ts";
import { judge } from "../../../policies/judge/judge.ts";
import { DEFAULT } from "../../../policies/packs/default.ts";
import { levelOf } from "../../../policies/packs/pack.ts";
import type { Rule } from "../../../policies/rule.ts";
import { RULES } from "../../../policies/rules/index.ts";
import type { Remark, Verdict } from "../../../policies/verdict.ts";
import { asComposeText } from "../support/as-compose.ts";
import { type Case, cases, contextOf, resourcesOf } from "../support/case.ts";
import { applyPulumi } from "./apply-pulumi.ts";

/** The cases against which a rule has only words, because what cures them is not in the declaration or is nobody's to guess. */
const IN_WORDS: Readonly<Record<string, readonly string[]>> = {
  "middleware-chain-in-a-circle": ["chain-names-itself-through-another"],
  "middleware-not-found": [
    "certificate-store-mounted-beside-the-given-file",
    "label-middleware-that-no-container-defines",
    "member-of-a-chain",
  ],
  "route-without-guard": ["router-in-the-file-of-traefik"],
  "router-declared-twice": ["one-name-two-configurations", "same-labels-and-a-service-of-its-own-each"],
  "engine-api-over-tcp": ["client-by-its-command", "client-by-its-command-beside-an-unknown-variable"],
  // The container with the newer version is told where the cure stands.
  "versions-apart": ["defect-portainer-server-and-agent-versions-apart"],
  "packages-installed-at-start": [
    "apk",
    "defect-admin-panel-as-root-installs-at-start-with-ssh-key",
    "in-the-healthcheck",
    "npm",
    "npm-short",
    "python-module",
  ],
};

const folder = fileURLToPath(new URL("../rules/", import.meta.url));
const failing = cases(folder).filter(({ state }) => state === "fail");
/** What a person sets in the shell that deploys, for the variables that a cure asks for. */
function asked(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/\$\{(\w+):\?\}/g)].map(([, name]) => [name, "set-elsewhere"]));
}

interface Source {
  read(): Stack;
  cured(curable: Curable, plan: Plan): Stack;
}

const sources: Record<string, (example: Case) => Source | undefined> = {
  Pulumi: (example) => {
    if (example.pulumi === undefined) return undefined;
    const resources = resourcesOf(example);
    return {
      read: () => readStack("case", resources),
      cured: ({ container }, { edits }) =>
        readStack("case", applyPulumi(resources, container, spellPulumi(container, edits))),
    };
  },
  compose: (example) => {
    const text = asComposeText(example);
    if (text === undefined) return undefined;
    return {
      read: () => readCompose({ file: "case.yaml", text }),
      cured: ({ container }, { edits }) => {
        const spelling: Spelling = spellCompose(container, edits);
        const edited = editCompose(text, container, spelling, "replace");
        return readCompose({ file: "case.yaml", text: edited, environment: asked(edited) });
      },
    };
  },
};

for (const example of failing)
  for (const [language, open] of Object.entries(sources)) {
    const source = open(example);
    const rule = RULES.find(({ id }) => id === example.rule);
    if (source === undefined || rule === undefined) continue;
    test(`${example.rule}: its cure cures ${example.situation.replaceAll("-", " ")}, in ${language}`, (t) => {
      const stack = source.read();
      const context = contextOf(example);
      const before = mandatory(stack, judge(stack, RULES, context));
      const found = failures(judge(stack, [rule], context)).map((failure) => ({
        ...failure,
        plan: failure.remark.cure?.plan(),
      }));
      const inWords = IN_WORDS[rule.id]?.includes(example.situation) ?? false;
      t.is(
        found.some(({ plan }) => plan === undefined),
        inWords,
      );
      for (const { verdict, remark, plan } of found) {
        if (remark.cure === undefined || plan === undefined) continue;
        const cured = source.cured(remark.cure, plan);
        t.deepEqual(
          cured.problems.map(({ message }) => message),
          stack.problems.map(({ message }) => message),
        );
        const after = judge(cured, RULES, context);
        const left = failures(after.filter((one) => one.rule === rule.id)).map(keyOf);
        t.false(left.includes(keyOf({ verdict, remark })), `${remark.message}, after the cure too`);
        for (const [finding, other] of mandatory(cured, after))
          t.true(other === rule.id || before.has(finding), `${finding} came up`);
      }
    });
  }

interface Failure {
  readonly verdict: Verdict;
  readonly remark: Remark;
}

function failures(verdicts: readonly Verdict[]): Failure[] {
  return verdicts.flatMap((verdict) =>
    verdict.remarks.filter(({ state }) => state === "fail").map((remark) => ({ verdict, remark })),
  );
}

function keyOf({ verdict, remark }: Failure): string {
  return JSON.stringify([verdict.rule, verdict.subject.container, remark.detail ?? remark.location.path]);
}

/**
 * What refuses a declaration, or would but for a privileged container that has all of it anyway: by
 * rule and by the place of the container, because a cure may give it another name.
 */
function mandatory(stack: Stack, verdicts: readonly Verdict[]): Map<string, string> {
  const positions = Map.groupBy(stack.containers.keys(), (index) => stack.containers[index]?.name);
  const counts = ({ rule, remarks, reason }: Verdict) =>
    (remarks.length > 0 || reason?.startsWith("a privileged container has all of this") === true) &&
    levelOf(DEFAULT, RULES.find(({ id }) => id === rule) as Rule) === "mandatory";
  return new Map(
    verdicts
      .filter(counts)
      .flatMap(({ rule, subject }) =>
        (positions.get(subject.container) ?? []).map((position): [string, string] => [
          `${rule} of container ${position}`,
          rule,
        ]),
      ),
  );
}
