import type { Policy } from "@pulumi/policy";
import { levelOf, type Pack } from "../packs/pack.ts";
import type { Rule } from "../rule.ts";
import { severityOf } from "../severity.ts";

/** What a policy tells about its rule: level, severity, framework, remedy and where to read on. */
export function metadata(rule: Rule, pack: Pack): Policy {
  const control = rule.references.find(({ benchmark }) => benchmark !== undefined)?.benchmark;
  const url = rule.references.find((reference) => reference.url !== undefined)?.url;
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}. ${rule.why}`,
    enforcementLevel: levelOf(pack, rule),
    severity: severityOf(rule.premises),
    remediationSteps: rule.remedy,
    ...(url === undefined ? {} : { url }),
    ...(control === undefined
      ? {}
      : {
          framework: {
            name: control.name,
            version: control.version,
            reference: control.id,
            specification: `${control.name} ${control.version}, ${control.id}`,
          },
        }),
  };
}
