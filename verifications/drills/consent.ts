import { portalsOf } from "../edge/portal.ts";
import type { Expectation } from "../expectation.ts";
import type { Consent } from "../settings/settings.ts";
import { DrillError, type DrillName, type Step } from "./drill.ts";

/**
 * What is to be done where, as far as somebody agreed to it in writing.
 *
 * @param hosts those that this run reaches.
 * @param today `2026-11-23`.
 * @throws DrillError where nobody agreed to a drill, or not any more, saying what to write.
 */
export function stepsOf(
  drills: readonly DrillName[],
  consents: readonly Consent[],
  expectation: Expectation,
  hosts: ReadonlySet<string>,
  today: string,
): Step[] {
  return [...new Set(drills)].flatMap((drill) => {
    const asked = consents.filter(({ host, allows }) => hosts.has(host) && allows.includes(drill));
    const valid = asked.filter(({ until }) => today <= until);
    const late = asked.find(({ host }) => !valid.some((one) => one.host === host));
    if (late !== undefined)
      throw new DrillError(`${drill}: the consent for ${late.host} ended on ${late.until}; renew it ${toWrite(drill)}`);
    if (valid.length === 0)
      throw new DrillError(`${drill}: nobody agreed to it for a host of this run; write a consent ${toWrite(drill)}`);
    const steps = valid.flatMap((consent) => stepsOn(consent, drill, expectation));
    return [...new Map(steps.map((step) => [`${step.host} ${step.container ?? ""}`, step])).values()];
  });
}

function toWrite(drill: DrillName): string {
  const container = drill === "container-comes-back" ? "container: NAME, " : "";
  return `under drills of readiness.yaml: - { host: NAME, allows: [${drill}], ${container}reason: TEXT, owner: NAME, until: YYYY-MM-DD }`;
}

function stepsOn({ host, container }: Consent, drill: DrillName, expectation: Expectation): Step[] {
  const declared = expectation.hosts.find(({ name }) => name === host);
  if (declared === undefined) throw new DrillError(`${drill}: a consent names the host ${host}, which is not declared`);
  switch (drill) {
    case "engine-restart":
      return [{ drill, host, container: undefined }];
    case "container-comes-back": {
      const named = declared.containers.find(({ name }) => name === container);
      if (named === undefined || named.runsOnce || named.stopped)
        throw new DrillError(
          `${drill}: the consent for ${host} names no declared container that is meant to run; write it ${toWrite(drill)}`,
        );
      return [{ drill, host, container }];
    }
    case "portal-down-opens-nothing": {
      const portals = new Set(portalsOf(expectation).flatMap((one) => (one.host === host ? one.container : [])));
      if (portals.size === 0)
        throw new DrillError(`${drill}: ${host} declares no login portal, so there is none to stop`);
      return [...portals].map((portal) => ({ drill, host, container: portal }));
    }
  }
}
