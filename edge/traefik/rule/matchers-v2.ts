import { addressSet } from "./addresses.ts";
import { compile, type Expression, literal } from "./expression.ts";
import { ascii, type Build, hostTest } from "./matchers-v3.ts";
import { Unreadable } from "./tokens.ts";

/** Matchers of version 2: https://doc.traefik.io/traefik/v2.11/routing/routers/#rule */
export const MATCHERS_V2: Readonly<Record<string, Build>> = {
  Host: hosts,
  HostHeader: hosts,
  HostRegexp(values, at) {
    for (const value of values) ascii("HostRegexp", value, at);
    const expressions = values.map((value) => template(value, "host", at));
    return ({ plainHost }) => expressions.some((each) => each.test(plainHost));
  },
  ClientIP(values, at) {
    const set = addressSet(values, at);
    return ({ clientAddress }) => set.contains(clientAddress);
  },
  Path: paths("path"),
  PathPrefix: paths("prefix"),
  Method(values) {
    const methods = new Set(values.map((value) => value.toUpperCase()));
    return ({ method }) => methods.has(method);
  },
  Headers(values, at) {
    const wanted = pairs(values, at);
    return ({ headers }) =>
      wanted.every(([key, value]) => {
        const sent = headers.get(key.toLowerCase());
        return sent !== undefined && (value === "" || sent.includes(value));
      });
  },
  HeadersRegexp(values, at) {
    const wanted = pairs(values, at).map(([key, value]) => [key.toLowerCase(), compile(value, at)] as const);
    return ({ headers }) =>
      wanted.every(([key, expression]) => headers.get(key)?.some((value) => expression.test(value)) === true);
  },
  Query(values, at) {
    const parts = values.flatMap((value) => {
      const equals = value.indexOf("=");
      return equals < 0 ? [value] : [value.slice(0, equals), value.slice(equals + 1)];
    });
    const wanted = pairs(parts, at).map(([key, value]) => ({
      // The part before the first equals sign of key and value together; a key holds none.
      key,
      expression: template(`${key}=${value}`, "query", at),
    }));
    return ({ query }) =>
      wanted.every(({ key, expression }) => {
        const sent = query.get(key)?.[0];
        return expression.test(sent === undefined ? "" : `${key}=${sent}`);
      });
  },
};

function hosts(values: readonly string[], at: number): ReturnType<Build> {
  for (const value of values) ascii('"Host"', value, at);
  const tests = values.map((value) => hostTest(value.toLowerCase()));
  return (facts) => tests.some((test) => test(facts));
}

function paths(kind: "path" | "prefix"): Build {
  return (values, at) => {
    const expressions = values.map((value) => {
      if (!value.startsWith("/")) throw new Unreadable("mux: path must start with a slash", at);
      return template(value, kind, at);
    });
    return ({ path }) => expressions.some((each) => each.test(path));
  };
}

/** Later values of one key win, as in Go's maps. */
function pairs(values: readonly string[], at: number): [string, string][] {
  if (values.length % 2 !== 0) throw new Unreadable("mux: number of parameters must be multiple of 2", at);
  const wanted = new Map<string, string>();
  for (let index = 0; index < values.length; index += 2)
    wanted.set(values[index] as string, values[index + 1] as string);
  return [...wanted];
}

const ANY = { host: "[^.]+", path: "[^/]+", prefix: "[^/]+", query: ".*" };

/**
 * A template with variables in braces, `/api/{id:[0-9]+}`, as an expression
 * (github.com/gorilla/mux, newRouteRegexp, which Traefik 2 used).
 */
function template(text: string, kind: keyof typeof ANY, at: number): Expression {
  let pattern = kind === "host" ? "(?i)^" : "^";
  let end = 0;
  let count = 0;
  for (const [start, stop] of braces(text, at)) {
    const inner = text.slice(start + 1, stop - 1);
    const colon = inner.indexOf(":");
    const name = colon < 0 ? inner : inner.slice(0, colon);
    const own = colon < 0 ? ANY[kind] : inner.slice(colon + 1);
    if (name === "" || own === "") throw new Unreadable("mux: missing name or pattern", at);
    compile(`^${own}$`, at);
    pattern += `${literal(text.slice(end, start))}(?P<v${count++}>${own})`;
    end = stop;
  }
  pattern += literal(text.slice(end));
  if (kind === "query" && text.slice(text.indexOf("=") + 1) === "") pattern += ANY.query;
  return compile(kind === "prefix" ? pattern : `${pattern}$`, at);
}

/** Begin and end of the outermost pairs of braces. */
function braces(text: string, at: number): [number, number][] {
  const found: [number, number][] = [];
  let level = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "{") {
      if (level++ === 0) start = index;
    } else if (text[index] === "}") {
      level -= 1;
      if (level === 0) found.push([start, index + 1]);
      if (level < 0) break;
    }
  }
  if (level !== 0) throw new Unreadable("mux: unbalanced braces", at);
  return found;
}
