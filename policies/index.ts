/** Rules, packs and judgements, and the CrossGuard policies made of them. */
export { type PolicySettings, policiesOf } from "./crossguard/policies.ts";
export { servePack } from "./crossguard/serve.ts";
export type { Finding } from "./judge/finding.ts";
export { type Judgement, type JudgementInput, judgeStacks, type Summary } from "./judge/judgement.ts";
export { EXIT_CODES, type Outcome, outcomeOf } from "./judge/outcome.ts";
export { PACKS, packNamed } from "./packs/index.ts";
export { LEVELS, type Level, levelOf, type Pack } from "./packs/pack.ts";
export * from "./references.ts";
export * from "./rule.ts";
export { RULES } from "./rules/index.ts";
export { SettingsError } from "./settings/document.ts";
export { type LoadedSettings, loadSettings } from "./settings/load.ts";
export { defaultSettings, readSettings, type Settings } from "./settings/settings.ts";
export { NO_WAIVERS, readWaivers, type Waiver, type Waivers } from "./settings/waivers.ts";
export { type Premises, type Severity, severityOf } from "./severity.ts";
export type { Remark, Subject, Verdict, VerdictState } from "./verdict.ts";
