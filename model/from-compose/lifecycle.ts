import type { Dependency, Logging, Restart } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading } from "./draft.ts";
import { readSettings } from "./lists.ts";
import { parseInteger, readInteger, readText } from "./scalars.ts";
import { entriesOf, entryOf, itemsOf, kindOf, type Value } from "./value.ts";

const NONE = known(undefined);
const POLICIES = ["no", "always", "unless-stopped", "on-failure"] as const;

/** `restart`, or `deploy.restart_policy`, which compose prefers where both are written. */
export function readRestart(draft: Draft, service: Value): Restart {
  const deployed = entryOf(entryOf(service, "deploy"), "restart_policy");
  if (deployed !== undefined) return readDeployed(draft, deployed);
  const restart = entryOf(service, "restart");
  if (restart === undefined) return element<Restart>("restart", { policy: known("no"), maxRetries: NONE });
  const parsed = draft.parsed(draft.place("restart", restart), "no, always, unless-stopped or on-failure:5", (text) => {
    const [policy, retries, ...more] = text.split(":", 3);
    const maxRetries = retries === undefined ? undefined : parseInteger(retries);
    const isRead = POLICIES.some((name) => name === policy) && more.length === 0;
    return !isRead || (retries !== undefined && maxRetries === undefined)
      ? undefined
      : { policy: policy as string, maxRetries };
  });
  if (isUnknown(parsed)) return element<Restart>("restart", { policy: parsed, maxRetries: parsed });
  return element<Restart>("restart", {
    policy: known(parsed.known.policy),
    maxRetries: known(parsed.known.maxRetries || undefined),
  });
}

/** Conditions of swarm, as compose maps them to policies of the engine. */
const CONDITIONS: ReadonlyMap<string, string> = new Map([
  ["none", "no"],
  ["no", "no"],
  ["on-failure", "on-failure"],
  ["unless-stopped", "unless-stopped"],
  ["always", "always"],
  ["any", "always"],
]);

function readDeployed(draft: Draft, policy: Value): Restart {
  draft.place("restart", policy);
  if (kindOf(policy) !== "map") {
    const reason = draft.refuseKind(policy, "a map", "write restart: on the service instead");
    return element<Restart>("restart", { policy: reason, maxRetries: reason });
  }
  const condition = entryOf(policy, "condition");
  const attempts = entryOf(policy, "max_attempts");
  return element<Restart>("restart", {
    policy:
      condition === undefined
        ? known("always")
        : draft.parsed(draft.place("restart.policy", condition), "none, on-failure or any", (text) =>
            CONDITIONS.get(text),
          ),
    maxRetries: readInteger(draft, "restart.maxRetries", attempts),
  });
}

export function readLogging(draft: Draft, logging: Value | undefined): Reading<Logging> {
  if (logging === undefined) return known(element<Logging>("logging", { driver: NONE, options: known([]) }));
  draft.place("logging", logging);
  if (kindOf(logging) !== "map") return draft.refuseKind(logging, "a map", "write driver: and options: below it");
  const options = entryOf(logging, "options");
  const isReadable = options === undefined || kindOf(options) === "map" || kindOf(options) === "list";
  return known(
    element<Logging>("logging", {
      driver: readText(draft, "logging.driver", entryOf(logging, "driver")),
      options: isReadable
        ? known(options === undefined ? [] : readSettings(draft, "logging.options", options))
        : draft.refuseKind(options, "a map", "write key: value below it"),
    }),
  );
}

/** Which service waits for which, and how; the name as it is written. */
export interface WrittenDependency {
  readonly value: Value;
  readonly service: Reading<string>;
  readonly condition: Reading<string | undefined>;
}

/** `depends_on` as a list or a map of conditions. A list means `service_started`, as it does for compose. */
export function readDependencies(draft: Draft, dependsOn: Value): WrittenDependency[] {
  if (kindOf(dependsOn) === "list")
    return itemsOf(dependsOn).map((value) => ({
      value,
      service: draft.text(value, "the name of a service"),
      condition: known("service_started"),
    }));
  return [...entriesOf(dependsOn)].map(([service, value]) => {
    const condition = entryOf(value, "condition");
    const isReadable = kindOf(value) === "map" || kindOf(value) === "nothing";
    return {
      value,
      service: known(service),
      condition: !isReadable
        ? draft.refuseKind(value, "a map", "write condition: below it")
        : condition === undefined
          ? known("service_started")
          : draft.text(condition, "a condition"),
    };
  });
}

/** Names the containers behind the services that are waited for. */
export function nameDependencies(
  draft: Draft,
  written: readonly WrittenDependency[],
  containerOf: (service: string) => string,
): Dependency[] {
  return written.map(({ value, service, condition }, index) => {
    const at = `dependsOn.${index}`;
    draft.place(at, value);
    return element<Dependency>(at, {
      name: isUnknown(service) ? service : known(containerOf(service.known)),
      condition,
    });
  });
}
