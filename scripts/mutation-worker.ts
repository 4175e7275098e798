import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import { judge } from "../policies/judge/judge.ts";
import type { Rule } from "../policies/rule.ts";
import type { Verdict } from "../policies/verdict.ts";
import { asCompose } from "../test/policies/support/as-compose.ts";
import { type Case, cases, contextOf, resourcesOf } from "../test/policies/support/case.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/** Which rule a worker mutates, and the number of the mutant that it begins with. */
export interface Work {
  /** Below `policies/rules/`. */
  readonly file: string;
  readonly from: number;
}

/** What a worker tells after each mutant, and `undefined` at the end. */
export interface Told extends Pick<Mutant, "line" | "change"> {
  readonly noticed: boolean;
}

const RULES = new URL("../policies/rules/", import.meta.url);
const EXAMPLES = new URL("../test/policies/rules/", import.meta.url);

const sources = new Map<string, string>();
registerHooks({
  load(url, context, next) {
    const source = sources.get(url);
    return source === undefined ? next(url, context) : { format: "module-typescript", source, shortCircuit: true };
  },
});

/** An example, through each reader that has words for it. Read anew for each mutant, because rules may keep what they saw. */
function readings(example: Case): Stack[] {
  const pulumi = example.pulumi === undefined ? undefined : readStack("case", resourcesOf(example));
  return [pulumi, asCompose(example)].filter((stack) => stack !== undefined);
}

/** Whether the rule judges the example as its file says. */
function holds(rule: Rule, example: Case): boolean {
  return readings(example).every((stack) => {
    const verdicts = judge(stack, [rule], contextOf(example));
    const messages = verdicts.flatMap(({ remarks }) => remarks.map(({ message }) => message));
    const { says } = example;
    return isExpected(example, verdicts) && (says === undefined || messages.some((message) => message.includes(says)));
  });
}

function isExpected({ state, expect }: Case, verdicts: readonly Verdict[]): boolean {
  if (verdicts.some(({ rule }) => rule === "internal-error")) return false;
  if (expect === undefined) {
    const worst = ["fail", "unknown", "pass"].find((one) => verdicts.some((verdict) => verdict.state === one));
    return (worst ?? "not-applicable") === state;
  }
  return Object.entries(expect).every(([name, one]) =>
    verdicts.every(({ subject, state }) => subject.container !== name || state === one),
  );
}

async function isNoticed(url: string, source: string, examples: readonly Case[]): Promise<boolean> {
  sources.set(url, source);
  try {
    const { default: rule } = (await import(url)) as { default: Rule };
    return !examples.every((example) => holds(rule, example));
  } catch {
    return true;
  } finally {
    sources.delete(url);
  }
}

const { file, from } = workerData as Work;
const id = file.replace(/^.*\//, "").replace(/\.ts$/, "");
const examples = cases(fileURLToPath(EXAMPLES)).filter(({ rule }) => rule === id);
const address = new URL(file, RULES);
for (const [index, { line, change, source }] of mutantsOf(readFileSync(address, "utf8")).entries())
  if (index >= from) {
    const noticed = await isNoticed(`${address.href}?mutant=${index}`, source, examples);
    parentPort?.postMessage({ line, change, noticed } satisfies Told);
  }
