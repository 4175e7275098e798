import { merge } from "./merge.ts";
import { SERVICE_RULE, textOf } from "./merge-rules.ts";
import { entriesOf, entryOf, kindOf, make, type Value } from "./value.ts";

/** The services of one file, which `extends` without a file refers to. */
export interface Scope {
  /** Tells files apart. */
  readonly file: string;
  readonly services: Value | undefined;
  /** Services whose `extends` is resolved. */
  readonly resolved: Map<string, Value>;
}

/** Why a file that is extended cannot be read; goes on after the path of the value that names it. */
export interface Refusal {
  readonly why: string;
  readonly cure: string;
}

/** Opens the file that an `extends` names, as seen from where it stands. */
export type OpenScope = (path: string, from: Value) => Scope | Refusal;

/** Services that extend services; compose projects have two or three. */
const LONGEST_CHAIN = 50;

/**
 * A map of services with all that they inherit. The extending service overrides the extended one by
 * the rules of override files; nothing but `extends` itself is left behind, and what an inherited
 * setting refers to has to be declared by whoever inherits it.
 * https://github.com/compose-spec/compose-spec/blob/main/05-services.md#extends
 *
 * A service that extends what cannot be found, or itself, keeps an `extends` that is unreadable and says why.
 *
 * @throws Exhausted
 */
export function resolveServices(scope: Scope, open: OpenScope): Value | undefined {
  const { services } = scope;
  if (services === undefined || kindOf(services) !== "map") return services;
  const written = entriesOf(services);
  if (![...written.values()].some((service) => entryOf(service, "extends") !== undefined)) return services;
  const entries = new Map<string, Value>();
  for (const [key, service] of written) entries.set(key, resolveService(key, service, scope, open, []));
  return make(services, { kind: "map", entries });
}

function resolveService(key: string, service: Value, scope: Scope, open: OpenScope, chain: readonly string[]): Value {
  const extension = entryOf(service, "extends");
  if (extension === undefined) return service;
  const before = scope.resolved.get(key);
  if (before !== undefined) return before;
  const resolved = extendService(key, service, extension, scope, open, chain);
  // Inside a circle the result depends on where it was entered, so it is not remembered.
  if (chain.length === 0) scope.resolved.set(key, resolved);
  return resolved;
}

function extendService(
  key: string,
  service: Value,
  extension: Value,
  scope: Scope,
  open: OpenScope,
  chain: readonly string[],
): Value {
  const fail = (why: string, cure: string) =>
    withExtension(service, make(extension, { kind: "unreadable", why, cure }));
  const here = `${scope.file}\n${key}`;
  if (chain.includes(here)) return fail("comes back to the service itself", "break the circle");
  if (chain.length >= LONGEST_CHAIN)
    return fail(`goes through more than ${LONGEST_CHAIN} services`, "shorten the chain");
  const isMap = kindOf(extension) === "map";
  const reference = isMap ? entryOf(extension, "service") : extension;
  const name = textOf(reference);
  if (name === undefined) return fail("names no service that is known", "write service: with the name of a service");
  const file = isMap ? entryOf(extension, "file") : undefined;
  let target: Scope | Refusal = scope;
  if (file !== undefined) {
    const path = textOf(file);
    if (path === undefined) return fail("names no file that is known", "write file: with the path of a compose file");
    target = open(path, file);
  }
  if ("why" in target) return fail(target.why, target.cure);
  const extended = target.services === undefined ? undefined : entryOf(target.services, name);
  if (extended === undefined) return fail("names a service that is not there", "correct the name");
  if (kindOf(extended) !== "map") return fail("names a service that cannot be read", "correct that service");
  const base = resolveService(name, extended, target, open, [...chain, here]);
  return merge(base, withExtension(service, undefined), SERVICE_RULE, "over");
}

/** The service with another `extends`, or none. */
function withExtension(service: Value, extension: Value | undefined): Value {
  const entries = new Map(entriesOf(service));
  if (extension === undefined) entries.delete("extends");
  else entries.set("extends", extension);
  // What it resets still counts when it is merged.
  return { ...make(service, { kind: "map", entries }), node: service.node };
}
