import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { Context, Offence, Rule } from "../rule.ts";
import { type Plan, planOf } from "./edit.ts";

/** How one offence is cured, worked out only when somebody asks. */
export interface Curable {
  readonly container: Container;
  /** Undefined where nothing can be written down: the rule says why in words, or a value is not known. */
  plan(): Plan | undefined;
}

/** What a rule proposes against one of its offences. */
export function curable(
  rule: Rule,
  offence: Offence,
  container: Container,
  context: Context,
  stack: Stack | undefined,
): Curable {
  return {
    container,
    plan() {
      const { cure } = rule;
      if (typeof cure === "string") return undefined;
      try {
        const around = { ...context, stack: stack ?? alone(container) };
        const plan = planOf(cure(offence, container, around));
        return plan === undefined || plan.edits.length === 0 ? undefined : plan;
      } catch (error) {
        if (error instanceof UnknownValue) return undefined;
        throw error;
      }
    },
  };
}

/** Rules over one container know nothing of the others. */
function alone(container: Container): Stack {
  return {
    name: container.stack,
    containers: [container],
    networks: [],
    volumes: [],
    problems: [],
    secrets: new Set(),
  };
}
