import { DrillError } from "../drills/drill.ts";
import type { Consent } from "../settings/settings.ts";

/**
 * The hosts on which somebody agreed in writing to restores: they take disk and load.
 *
 * @param wanted names of the hosts that are asked for; every one of them needs a consent where `isNamed`.
 * @param today `2026-11-23`.
 * @throws DrillError where nobody agreed, or not any more, saying what to write.
 */
export function consentedHosts(
  consents: readonly Consent[],
  wanted: readonly string[],
  isNamed: boolean,
  today: string,
): ReadonlySet<string> {
  const toWrite =
    "under drills of readiness.yaml: - { host: NAME, allows: [restore], reason: TEXT, owner: NAME, until: YYYY-MM-DD }";
  const asked = consents.filter(({ host, allows }) => wanted.includes(host) && allows.includes("restore"));
  const valid = new Set(asked.filter(({ until }) => today <= until).map(({ host }) => host));
  const late = asked.find(({ host }) => !valid.has(host));
  if (late !== undefined)
    throw new DrillError(`restore: the consent for ${late.host} ended on ${late.until}; renew it ${toWrite}`);
  const without = wanted.find((host) => !valid.has(host));
  if (valid.size === 0 || (isNamed && without !== undefined))
    throw new DrillError(
      `restore: nobody agreed to it for ${isNamed && without !== undefined ? without : "a host of this run"}; write a consent ${toWrite}`,
    );
  return valid;
}
