import { addressSet } from "./addresses.ts";
import { compile } from "./expression.ts";
import type { Facts } from "./facts.ts";
import { Unreadable } from "./tokens.ts";

/** Turns the values of a matcher into a test. @throws Unreadable where Traefik refuses the values. */
export type Build = (values: readonly string[], at: number) => (facts: Facts) => boolean;

/** Matchers of version 3: https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/ */
export const MATCHERS_V3: Readonly<Record<string, Build>> = {
  ClientIP: counted([1], (values, at) => {
    const set = addressSet(values, at);
    return ({ clientAddress }) => set.contains(clientAddress);
  }),
  Method: counted([1], ([value = ""]) => {
    const method = value.toUpperCase();
    return (facts) => facts.method === method;
  }),
  Host: counted([1], ([value = ""], at) => {
    ascii("Host", value, at);
    return hostTest(value.toLowerCase());
  }),
  HostRegexp: counted([1], ([value = ""], at) => {
    ascii("HostRegexp", value, at);
    const expression = compile(value, at);
    // Traefik also tries the flattened name, which is empty unless it resolves CNAMEs.
    const matchesNothing = expression.test("");
    return ({ host }) => matchesNothing || expression.test(host);
  }),
  Path: counted([1], ([value = ""], at) => {
    slash(value, at);
    return ({ path }) => path === value;
  }),
  PathRegexp: counted([1], ([value = ""], at) => {
    const expression = compile(value, at);
    return ({ path }) => expression.test(path);
  }),
  PathPrefix: counted([1], ([value = ""], at) => {
    slash(value, at);
    return ({ path }) => path.startsWith(value);
  }),
  Header: counted([2], ([key = "", value = ""]) => {
    const name = key.toLowerCase();
    return ({ headers }) => headers.get(name)?.includes(value) === true;
  }),
  HeaderRegexp: counted([2], ([key = "", value = ""], at) => {
    const name = key.toLowerCase();
    const expression = compile(value, at);
    return ({ headers }) => headers.get(name)?.some((each) => expression.test(each)) === true;
  }),
  Query: counted([1, 2], queryTest),
  QueryRegexp: counted([1, 2], (values, at) => {
    const [key = "", value] = values;
    if (value === undefined) return queryTest(values);
    const expression = compile(value, at);
    return ({ query }) => query.get(key)?.some((each) => expression.test(each)) === true;
  }),
};

function counted(numbers: readonly number[], build: Build): Build {
  return (values, at) => {
    if (!numbers.includes(values.length))
      throw new Unreadable(
        `unexpected number of parameters; got ${values.length}, expected one of [${numbers.join(" ")}]`,
        at,
      );
    return build(values, at);
  };
}

function queryTest([key = "", value = ""]: readonly string[]): (facts: Facts) => boolean {
  return ({ query }) => query.get(key)?.includes(value) === true;
}

/** A name with or without its last dot; an empty host matches no name. */
export function hostTest(name: string): (facts: Facts) => boolean {
  const bare = name.endsWith(".") ? name.slice(0, -1) : undefined;
  const dotted = `${name}.`;
  return ({ host }) => host !== "" && (host === name || host === bare || host === dotted);
}

export function ascii(matcher: string, value: string, at: number): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every character of ASCII is meant
  if (!/^[\x00-\x7f]*$/.test(value))
    throw new Unreadable(`invalid value for ${matcher} matcher, non-ASCII characters are not allowed`, at);
}

function slash(value: string, at: number): void {
  if (!value.startsWith("/")) throw new Unreadable("path does not start with a '/'", at);
}
