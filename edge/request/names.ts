import type { Matcher, Rule } from "../traefik/rule/rule.ts";
import type { RuntimeConfiguration } from "../traefik/runtime.ts";

/** A name and a path that a rule speaks of. */
export interface Place {
  /** Undefined where the rule has a pattern of names, or none at all. */
  readonly host: string | undefined;
  /** `/` where the rule speaks of none. */
  readonly path: string;
  /** Whether everything below the path is taken as well. */
  readonly below: boolean;
}

/** Rules that name more than this are made by machines. */
const MOST_PLACES = 200;

/** The places of a rule: each of its names with each of its paths. What it denies is left out. */
export function placesOf({ matchers }: Pick<Rule, "matchers">): readonly Place[] {
  const held = matchers.filter(({ negated }) => !negated);
  const hosts: (string | undefined)[] = valuesOf(held, ["Host", "HostHeader"]).map((host) => host.toLowerCase());
  if (hosts.length === 0 || held.some(({ name }) => name === "HostRegexp")) hosts.push(undefined);
  const paths = [
    ...valuesOf(held, ["Path"]).map((path) => ({ path, below: false })),
    ...valuesOf(held, ["PathPrefix"]).map((path) => ({ path, below: true })),
  ];
  if (paths.length === 0) paths.push({ path: "/", below: true });
  const places = hosts.flatMap((host) => paths.map((path) => ({ host, ...path })));
  return places.slice(0, MOST_PLACES);
}

function valuesOf(matchers: readonly Matcher[], names: readonly string[]): string[] {
  return [...new Set(matchers.filter(({ name }) => names.includes(name)).flatMap(({ values }) => values))];
}

/** The patterns of names of a rule, for reports; `*` where it takes every name. */
export function patternOf({ matchers }: Pick<Rule, "matchers">): string {
  return valuesOf(matchers, ["HostRegexp"])[0] ?? "*";
}

/** Names to try for a rule that has a pattern: one of nobody below each domain in use, then those in use. */
export function sampleNames({ routers }: RuntimeConfiguration): readonly string[] {
  const hosts = new Set<string>();
  for (const { parsed } of routers.values())
    for (const { host } of parsed === undefined ? [] : placesOf(parsed)) if (host !== undefined) hosts.add(host);
  const domains = [...hosts].map((host) => (host.split(".").length > 2 ? host.replace(/^[^.]*\./, "") : host));
  const samples = [...new Set(domains)].map((domain) => `nothing-here.${domain}`);
  return [...samples, "nothing-here.example.com", ...hosts].slice(0, MOST_PLACES);
}
