import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { curable } from "../cure/plan.ts";
import type { ContainerRule, Context, Contribution, Offence, Rule, StackRule } from "../rule.ts";
import type { Remark, Subject, Verdict, VerdictState } from "../verdict.ts";

/**
 * Applies every rule to every container of the stack: exactly one verdict for each pair.
 * A rule that touches a value that is not known ends in `unknown`; a rule that throws ends in a
 * verdict of the rule `internal-error`, never in a pass and never in an aborted run.
 */
export function judge(stack: Stack, rules: readonly Rule[], context: Context): Verdict[] {
  const verdicts: Verdict[] = [];
  for (const rule of rules)
    if (rule.scope === "container")
      for (const container of stack.containers) verdicts.push(judgeContainer(rule, container, context));
    else for (const verdict of judgeStack(rule, stack, context)) verdicts.push(verdict);
  return verdicts;
}

/** Applies one container rule to one container. */
export function judgeContainer(rule: ContainerRule, container: Container, context: Context): Verdict {
  let remarks: Remark[] | undefined;
  try {
    const applies = rule.appliesTo?.(container, context) ?? true;
    if (applies !== true) return verdict(rule, container, NOTHING, applies);
    for (const offence of rule.check(container, context)) {
      remarks ??= [];
      remarks.push(fail(rule, container, offence, context));
    }
  } catch (error) {
    if (!(error instanceof UnknownValue)) return broken(rule, container, error);
    remarks ??= [];
    remarks.push(notKnown(rule, container, error));
  }
  return verdict(rule, container, remarks ?? NOTHING);
}

/** Applies one stack rule; one verdict for each container. */
export function judgeStack(rule: StackRule, stack: Stack, context: Context): Verdict[] {
  let remarks: Map<Container, Remark[]> | undefined;
  const remark = (container: Container, said: Remark) => {
    remarks ??= new Map(stack.containers.map((one) => [one, []]));
    const list = remarks.get(container);
    if (list === undefined) throw new RangeError("it speaks of a container that is not in the stack");
    list.push(said);
  };
  const reasons = new Map<Container, string>();
  const contributions: Contribution<unknown>[] = [];
  const unknown: Container[] = [];
  const errors = new Map<Container, unknown>();
  for (const container of stack.containers)
    try {
      const applies = rule.appliesTo?.(container, context) ?? true;
      if (applies === true) contributions.push({ container, value: rule.collect(container, context) });
      else reasons.set(container, applies);
    } catch (error) {
      if (error instanceof UnknownValue) {
        unknown.push(container);
        remark(container, notKnown(rule, container, error));
      } else errors.set(container, error);
    }
  try {
    for (const found of rule.check(contributions, { ...context, stack, unknown }))
      remark(
        found.container,
        "undecided" in found
          ? undecided(rule, found.container, found)
          : fail(rule, found.container, found, context, stack),
      );
  } catch (error) {
    for (const container of stack.containers)
      if (error instanceof UnknownValue) remark(container, notKnown(rule, container, error));
      else errors.set(container, error);
  }
  return stack.containers.map((container) =>
    errors.has(container)
      ? broken(rule, container, errors.get(container))
      : verdict(rule, container, remarks?.get(container) ?? NOTHING, reasons.get(container)),
  );
}

/** Name of the pseudo-rule that stands for a rule that threw. */
export const INTERNAL_ERROR = "internal-error";

const NOTHING: readonly Remark[] = [];

const subjects = new WeakMap<Container, Subject>();

/** One for all verdicts on a container. */
function subjectOf(container: Container): Subject {
  let subject = subjects.get(container);
  if (subject === undefined) {
    subject = { stack: container.stack, container: container.name };
    subjects.set(container, subject);
  }
  return subject;
}

/** Most verdicts are quiet, so those two cost as little as they can. */
function verdict(rule: Rule, container: Container, remarks: readonly Remark[], reason?: string): Verdict {
  const subject = subjectOf(container);
  if (remarks.length > 0) {
    const state: VerdictState = remarks.some((remark) => remark.state === "fail") ? "fail" : "unknown";
    return { rule: rule.id, subject, state, remarks };
  }
  return reason === undefined
    ? { rule: rule.id, subject, state: "pass", remarks: NOTHING }
    : { rule: rule.id, subject, state: "not-applicable", reason, remarks: NOTHING };
}

function fail(rule: Rule, container: Container, offence: Offence, context: Context, stack?: Stack): Remark {
  const { at, message, detail, remedy } = offence;
  return {
    state: "fail",
    message,
    location: container.locate(at),
    ...(detail === undefined ? {} : { detail }),
    remedy: remedy ?? rule.remedy,
    cure: curable(rule, offence, container, context, stack),
  };
}

function undecided(
  rule: Rule,
  container: Container,
  { at, undecided: message }: { at: string; undecided: string },
): Remark {
  return { state: "unknown", message, location: container.locate(at), remedy: rule.remedy };
}

function notKnown(rule: Rule, container: Container, error: UnknownValue): Remark {
  const whole = container.locate("");
  // A reader names the place in the words of its source, a rule that misses knowledge a field of the model.
  const location =
    whole.path !== "" && error.path.startsWith(whole.path)
      ? { ...whole, path: error.path }
      : container.locate(error.path);
  return {
    state: "unknown",
    message: `${error.why ?? `${location.path} is not known yet`}, so nobody can say whether this holds: ${lowerFirst(rule.title)}`,
    location,
    remedy: error.cure ?? "Declare the value itself instead of an output that only a deployment knows.",
  };
}

function broken(rule: Rule, container: Container, error: unknown): Verdict {
  return {
    rule: INTERNAL_ERROR,
    subject: { stack: container.stack, container: container.name },
    state: "fail",
    remarks: [
      {
        state: "fail",
        message: `the rule ${rule.id} broke on this container (${error instanceof Error ? error.name : typeof error}), so it has proved nothing`,
        location: container.locate(""),
        detail: rule.id,
        remedy: "Report this as a defect of the rule, with the declaration of the container.",
      },
    ],
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
