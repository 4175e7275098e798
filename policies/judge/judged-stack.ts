import type { Stack } from "../../model/stack.ts";
import { levelOf, type Pack } from "../packs/pack.ts";
import type { ContainerRule, Context, Rule, StackRule } from "../rule.ts";
import type { Verdict } from "../verdict.ts";
import { judgeContainer, judgeCounting, type Quiet } from "./judge.ts";

/** What judging one stack by itself has brought: everything but what compares it with others, and waivers. */
export interface JudgedStack {
  readonly name: string;
  /** Names, by code unit. */
  readonly containers: readonly string[];
  readonly secrets: ReadonlySet<string>;
  readonly quiet: Quiet;
  /** Verdicts that somebody reads, what could not be read among them. */
  readonly loud: readonly Verdict[];
  /** By container, the rules that the pack only mentions and that it fails. */
  readonly absent: readonly (readonly [container: string, rules: readonly string[]])[];
  /** Whether it has something that rules across stacks compare. */
  readonly compares: boolean;
}

/** The rules of a pack, by what each is asked about. */
export interface AskedRules {
  readonly all: readonly Rule[];
  /** Over one stack. */
  readonly within: readonly Rule[];
  readonly across: readonly StackRule[];
  /** Not asked, and mentioned where a finding is told anyway. */
  readonly mentioned: readonly ContainerRule[];
}

export function askedRules(rules: readonly Rule[], pack: Pack): AskedRules {
  const all = rules.filter((rule) => levelOf(pack, rule) !== "disabled");
  return {
    all,
    within: all.filter((rule) => !comparesStacks(rule)),
    across: all.filter(comparesStacks),
    mentioned: rules.filter(
      (rule): rule is ContainerRule =>
        rule.scope === "container" &&
        levelOf(pack, rule) === "disabled" &&
        pack.folds.some(({ mentions = {} }) => Object.hasOwn(mentions, rule.id)),
    ),
  };
}

/** Judges one stack by itself. */
export function judgeAlone(stack: Stack, { within, across, mentioned }: AskedRules, context: Context): JudgedStack {
  const { quiet, loud } = judgeCounting(stack, within, context);
  const compares = across.some((rule) => hasSomethingFor(rule, stack, context));
  return {
    name: stack.name,
    containers: stack.containers.map(({ name }) => name).sort(),
    secrets: stack.secrets,
    // Where nothing applies, nothing is compared: one quiet verdict for each pair.
    quiet: compares
      ? quiet
      : { ...quiet, notApplicable: quiet.notApplicable + across.length * stack.containers.length },
    loud: [...loud, ...unreadable(stack)],
    absent: stack.containers.map((container) => [
      container.name,
      mentioned.filter((rule) => judgeContainer(rule, container, context).state === "fail").map(({ id }) => id),
    ]),
    compares,
  };
}

function comparesStacks(rule: Rule): rule is StackRule {
  return rule.scope === "stack" && rule.acrossStacks === true;
}

/** False only where the rule says of every container that it does not apply. */
function hasSomethingFor(rule: StackRule, { containers }: Stack, context: Context): boolean {
  return containers.some((container) => {
    try {
      return typeof rule.appliesTo?.(container, context) !== "string";
    } catch {
      return true;
    }
  });
}

/** What a stack's readers could not read: never silence, never a pass. */
export function unreadable(stack: Pick<Stack, "name" | "problems">): Verdict[] {
  return stack.problems.map(({ container, message, location }) => ({
    rule: "unreadable-input",
    subject: { stack: stack.name, container },
    state: "unknown",
    remarks: [{ state: "unknown", message, location, remedy: "Mend the declaration at that place and judge again." }],
  }));
}
