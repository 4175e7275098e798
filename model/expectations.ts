/**
 * What a declaration says about itself, in labels, because labels are the only part of a container
 * that every reader and the running engine hand on unchanged.
 *
 * | label | value |
 * | --- | --- |
 * | `readiness.route.<router>.access` | an {@link AccessClass} |
 * | `readiness.route.<router>.url` | an address that the router answers, where its rule names none: `https://nobody.example/` |
 * | `readiness.public-ports` | `80/tcp,443/tcp`: host ports that are open to everyone on purpose |
 * | `readiness.backup.<path in the container>` | how a mount is kept a second time, see backup-label.ts |
 */
import type { Container } from "./container.ts";
import { labelsNamed } from "./labels.ts";

/** Who may reach a route. */
export const ACCESS_CLASSES = ["public", "authelia", "own-login", "vpn-only", "redirect", "internal"] as const;
export type AccessClass = (typeof ACCESS_CLASSES)[number];

export const PUBLIC_PORTS_LABEL = "readiness.public-ports";

/** Name of the label that holds the access class of a router. */
export function accessLabel(router: string): string {
  return `readiness.route.${router}.access`;
}

/** Name of the label that holds an address for a router whose rule is a pattern. */
export function urlLabel(router: string): string {
  return `readiness.route.${router}.url`;
}

/** Host ports that the declaration calls public, as `443/tcp`. */
export function declaredPublicPorts(container: Container): ReadonlySet<string> {
  const [declared] = labelsNamed(container, PUBLIC_PORTS_LABEL);
  return new Set(declared === undefined ? [] : declared.value.split(",").map((port) => port.trim().toLowerCase()));
}

/**
 * Stands for a secret that is not set yet, in a preview of a program whose secrets nobody has
 * entered: a reference to a secret, not one.
 */
export const MISSING_SECRET = "<secret not set>";
