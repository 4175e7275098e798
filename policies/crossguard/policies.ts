import type {
  Policies,
  ReportViolation,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { CONTAINER, type PulumiResource } from "../../model/from-pulumi/stack.ts";
import type { Finding } from "../judge/finding.ts";
import { judge, judgeContainer } from "../judge/judge.ts";
import { findingsOf, judgeStacks, unreadable, waiverVerdicts } from "../judge/judgement.ts";
import type { UsedWaivers } from "../judge/waive.ts";
import { levelOf } from "../packs/pack.ts";
import type { ContainerRule, Rule } from "../rule.ts";
import type { Settings } from "../settings/settings.ts";
import type { Waivers } from "../settings/waivers.ts";
import type { Verdict } from "../verdict.ts";
import { Declarations, type Declared } from "./declarations.ts";
import { metadata } from "./metadata.ts";
import { JUDGEMENT_EVENT, writeJudgement } from "./order.ts";
import { override, tell } from "./violation.ts";

/** What the policies of a pack judge by. */
export interface PolicySettings {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly waivers: Waivers;
  /** `2026-11-23` */
  readonly today: string;
  /** Reports the whole judgement as one more event, for programs. */
  readonly tellJudgement?: boolean;
}

/**
 * The rules as CrossGuard policies: one for each container rule, one for what could not be read,
 * and one stack policy for everything that compares containers, because the SDK deserialises the
 * whole stack anew for every stack policy. Data only: nothing is served by making them.
 */
export function policiesOf(input: PolicySettings): Policies {
  const seen = new Declarations();
  const containerRules = input.rules.filter((rule): rule is ContainerRule => rule.scope === "container");
  return [
    secretsPolicy(seen),
    containerPolicy(
      {
        name: "unreadable-input",
        description: "A part of the declaration cannot be read. What was not read was not judged.",
        severity: "high",
        enforcementLevel: "mandatory",
      },
      input,
      seen,
      ({ container, problems }) => unreadable({ name: container.stack, problems }),
    ),
    ...containerRules.map((rule) =>
      containerPolicy(metadata(rule, input.settings.pack), input, seen, ({ container }) => [
        judgeContainer(rule, container, input.settings.context),
      ]),
    ),
    acrossContainers(input, seen),
  ];
}

/**
 * Changes nothing: remediation is the only place where the SDK shows which inputs are secrets, and
 * it is asked only of policies at this level. Where somebody configures another level, secrets look
 * like literals and are refused.
 */
function secretsPolicy(seen: Declarations): ResourceValidationPolicy {
  return {
    name: "marked-secrets",
    description: "Tells the other policies which inputs are secrets; finds and changes nothing.",
    enforcementLevel: "remediate",
    remediateResource: (args) => {
      // Two proxies deep: the one that checks unknown values, then the one that keeps secrets (server.ts, secret.ts).
      const kept = args.type === CONTAINER ? args.props.__getSpecialProxyTarget?.__getSpecialProxyTarget : undefined;
      if (kept !== undefined) seen.noteSecrets(args.urn, kept);
      return undefined;
    },
  };
}

function containerPolicy(
  policy: Omit<ResourceValidationPolicy, "validateResource" | "remediateResource">,
  input: PolicySettings,
  seen: Declarations,
  verdictsOf: (declared: Declared) => Verdict[],
): ResourceValidationPolicy {
  const validate = (args: ResourceValidationArgs, report: ReportViolation) => {
    const verdicts = verdictsOf(seen.read(resourceOf(args), args.urn));
    const reason = verdicts.find(({ state }) => state === "not-applicable")?.reason;
    // It throws an error of the SDK, so nothing may catch it here.
    if (reason !== undefined) args.notApplicable(reason);
    for (const verdict of verdicts)
      for (const finding of findingsOf(verdict, { ...input, pack: input.settings.pack }, new Set()))
        tell(report, finding, args.urn, seen.secrets);
  };
  // The SDK's own mark (policy.ts, getPulumiType): other resource types are skipped without being deserialised.
  return { ...policy, validateResource: Object.assign(validate, { __pulumiType: CONTAINER }) };
}

function acrossContainers(input: PolicySettings, seen: Declarations): StackValidationPolicy {
  const { pack, context } = input.settings;
  const enabled = input.rules.filter((rule) => levelOf(pack, rule) !== "disabled");
  return {
    name: "across-containers",
    description: "Containers of one host fit together, and every waiver accepts something.",
    severity: "high",
    enforcementLevel: "mandatory",
    validateStack: (args, report) => {
      const { stack, urns, problems } = seen.stack(
        args.resources.map((resource) => ({ ...resourceOf(resource), urn: resource.urn })),
      );
      const used: UsedWaivers = new Set();
      const assess = { ...input, pack };
      const judgeAll = (scope: Rule["scope"]) =>
        judge(
          stack,
          enabled.filter((rule) => rule.scope === scope),
          context,
        ).flatMap((verdict) => findingsOf(verdict, assess, used));
      // Rules for single containers have reported already; here they only tell which waivers are used.
      judgeAll("container");
      const compared = judgeAll("stack");
      const next = inTurn(urns);
      const rest = [
        ...unreadable(stack),
        ...waiverVerdicts({ ...input, stacks: [stack], otherStacks: undefined }, used),
      ];
      for (const finding of [...compared, ...rest.flatMap((verdict) => findingsOf(verdict, assess, used))])
        tell(report, finding, next(finding), seen.secrets, "several-rules");
      if (input.tellJudgement !== true) return;
      const whole = { ...stack, problems: [...problems, ...stack.problems], secrets: seen.secrets };
      const judgement = judgeStacks({ ...assess, context, stacks: [whole], otherStacks: undefined });
      override(report, {
        name: JUDGEMENT_EVENT,
        message: writeJudgement(judgement),
        description: "The judgement of the stack.",
        severity: "low",
        enforcementLevel: "advisory",
      });
    },
  };
}

/** Where two containers share a name, their findings of one rule go to one and to the other in turn. */
function inTurn(urns: ReadonlyMap<string, readonly string[]>): (finding: Finding) => string | undefined {
  const told = new Map<string, number>();
  return ({ rule, subject }) => {
    const candidates = urns.get(subject.container ?? "") ?? [];
    const key = `${rule} ${subject.container}`;
    const turn = told.get(key) ?? 0;
    told.set(key, turn + 1);
    return candidates[turn % candidates.length];
  };
}

/**
 * Properties as the SDK got them (proxy.ts, getSpecialProxyTarget). Its proxy throws on unknown
 * values, which the SDK turns into advice whatever the level; the model must see them itself.
 *
 * @throws Error where the SDK does not hand them out, which aborts the preview: nothing is judged blindly.
 */
function resourceOf({
  type,
  name,
  props,
}: {
  type: string;
  name: string;
  props: Record<string, unknown>;
}): PulumiResource {
  const inputs = props.__getSpecialProxyTarget;
  if (inputs === undefined)
    throw new Error("this version of @pulumi/policy does not hand out unknown values; use 1.20 or newer");
  return { type, name, inputs };
}
