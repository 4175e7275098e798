import { PolicyPack } from "@pulumi/policy";
import { RULES } from "../rules/index.ts";
import { loadSettings } from "../settings/load.ts";
import { defaultSettings } from "../settings/settings.ts";
import { NO_WAIVERS } from "../settings/waivers.ts";
import type { Order } from "./order.ts";
import { policiesOf } from "./policies.ts";

/**
 * Serves the rules to the Pulumi engine. Call it once, in the entry of a policy pack; it reads the
 * pack's package.json for the version and prints the port that the engine waits for.
 *
 * @param folder where `readiness.yaml` and the waiver file stand, usually the project's folder; without it defaults hold.
 * @param order of `readiness preview`; its folder counts instead.
 * @throws SettingsError where they cannot be used: the engine then refuses to preview.
 */
export function servePack(folder: string | undefined, order?: Order): PolicyPack {
  const settings = order?.settings ?? folder;
  const loaded =
    settings === undefined
      ? { settings: defaultSettings(), waivers: NO_WAIVERS }
      : loadSettings(settings, order?.profile, order?.from);
  const today = order?.today ?? new Date().toISOString().slice(0, 10);
  return new PolicyPack("readiness", {
    enforcementLevel: "mandatory",
    policies: policiesOf({ rules: RULES, ...loaded, today, tellJudgement: order !== undefined }),
  });
}
