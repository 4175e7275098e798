import { parseRule } from "../rule/parse.ts";
import { SPELLINGS } from "../rule/read.ts";
import type { Matcher, RuleTree } from "../rule/rule.ts";
import { Unreadable } from "../rule/tokens.ts";
import type { Fault, Router } from "../runtime.ts";
import { qualify } from "./provider-names.ts";

/**
 * Routers of one host on one entry point that want different TLS options: Traefik then takes the default options for
 * all of them (pkg/server/router/tcp/manager.go). It tells one router of each option; here all of them are told.
 */
export function tlsConflicts(routers: Iterable<Router>): ReadonlyMap<string, Fault> {
  const wanted = new Map<string, Map<string, string[]>>();
  for (const router of routers) {
    if (router.tls === undefined) continue;
    const named = router.tls.options ?? "default";
    const options = named === "default" ? named : qualify(named, router.provider);
    for (const host of hostsOf(router))
      for (const entryPoint of router.using) {
        const key = `${entryPoint} ${host}`;
        const byOptions = wanted.get(key) ?? new Map<string, string[]>();
        wanted.set(key, byOptions.set(options, [...(byOptions.get(options) ?? []), router.name]));
      }
  }
  const faults = new Map<string, Fault>();
  const message = "found different TLS options for routers on the same host, so using the default TLS options instead";
  for (const byOptions of wanted.values())
    if (byOptions.size > 1)
      for (const name of [...byOptions.values()].flat()) faults.set(name, { kind: "tls-conflict", message });
  return faults;
}

/** The values of all `Host` matchers, negated or not; also of a rule whose values Traefik refuses. */
function hostsOf({ rule, parsed }: Router): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { name, values } of parsed?.matchers ?? matchersOf(rule))
    if (name === "Host") for (const value of values) hosts.add(value.toLowerCase());
  return hosts;
}

function matchersOf(rule: string): Matcher[] {
  const matchers: Matcher[] = [];
  try {
    const work: RuleTree[] = [parseRule(rule, SPELLINGS)];
    for (let node = work.pop(); node !== undefined; node = work.pop())
      if (node.kind === "matcher") matchers.push(node.matcher);
      else work.push(node.left, node.right);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return matchers;
}
