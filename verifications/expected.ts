import { type Look, NotSeen, type Subject } from "./check.ts";
import type { Expectation, ExpectedContainer, ExpectedHost } from "./expectation.ts";
import type { FactKey, Json } from "./fact.ts";

/** A declared container, as a subject of checks. */
export interface ContainerSubject extends Subject {
  readonly container: ExpectedContainer;
}

/** A declared host, as a subject of checks. */
export interface HostSubject extends Subject {
  readonly declared: ExpectedHost;
}

export function hostsIn({ hosts }: Expectation): HostSubject[] {
  return hosts.map((declared) => ({ host: declared.name, name: "-", declared }));
}

export function containersIn({ hosts }: Expectation): ContainerSubject[] {
  return hosts.flatMap(({ name, containers }) =>
    containers.map((container) => ({ host: name, name: container.name, container })),
  );
}

/** Containers that are meant to run on and on; what is not known of one does not take it out. */
export function servicesIn(expectation: Expectation): ContainerSubject[] {
  return containersIn(expectation).filter(({ container: { runsOnce, stopped } }) => !runsOnce && !stopped);
}

/**
 * A field of a declared container.
 *
 * @throws NotSeen where the declaration does not tell it yet.
 */
export function known<K extends keyof ExpectedContainer>(container: ExpectedContainer, field: K): ExpectedContainer[K] {
  if (container.unknown.includes(field))
    throw new NotSeen(
      field,
      `${container.name}: the declaration does not tell ${field} yet, so there is nothing to compare with`,
    );
  return container[field];
}

/** What the engine of a host says: of one container, or of the host as a whole. */
export function ofEngine(source: string, { host, name }: Subject): FactKey {
  return { source: `docker.${source}`, host, subject: name, vantage: "engine" };
}

/** What a shell of a host says. */
export function ofHost(source: string, host: string): FactKey {
  return { source: `host.${source}`, host, subject: "-", vantage: "host" };
}

/**
 * A fact that makes a message say more and decides nothing: undefined where nobody saw it. What a verdict hangs on is
 * read with `look.value`.
 */
export function whereSeen<T extends object>(look: Look, key: FactKey): T | undefined {
  try {
    return look.value<Json>(key) as unknown as T;
  } catch (error) {
    if (error instanceof NotSeen) return undefined;
    throw error;
  }
}

/** What has to hold before anything that an engine says can be judged. */
export function needsEngine({ host }: Subject): { readonly check: string; readonly subject: Subject }[] {
  return [{ check: "engine-reachable", subject: { host, name: "-" } }];
}

/** What has to hold before anything about a container that runs can be judged. */
export function needsRunning(subject: Subject): { readonly check: string; readonly subject: Subject }[] {
  return [...needsEngine(subject), { check: "container-runs", subject }];
}

/** What has to hold before anything that a shell says can be judged. */
export function needsHost({ host }: Subject): { readonly check: string; readonly subject: Subject }[] {
  return [{ check: "host-reachable", subject: { host, name: "-" } }];
}
