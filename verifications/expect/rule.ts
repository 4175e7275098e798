/** One way through a rule of a router, as far as a request can be made of it. */
export interface Way {
  /** Undefined where the rule names none. */
  readonly host: string | undefined;
  /** Undefined where every path is taken. */
  readonly path: string | undefined;
  /** True where it asks for more than a host and a path, or for a pattern: then no request follows from it. */
  readonly conditional: boolean;
}

const LONGEST = 4_000;
const MOST_WAYS = 200;
const TOKEN = /\s*(?:(&&|\|\||!|\(|\))|([A-Za-z]{1,30})\(((?:\s*(?:`[^`]*`|"[^"]*"|'[^']*')\s*,?)*)\))/y;
const ARGUMENT = /`([^`]*)`|"([^"]*)"|'([^']*)'/g;
const ANY: Way = { host: undefined, path: undefined, conditional: false };

/**
 * The ways through a rule of Traefik. What is negated keeps nobody's request from being made.
 * https://doc.traefik.io/traefik/v3.6/reference/routing-configuration/http/routing/rules-and-priority/
 *
 * @returns undefined where the rule cannot be read.
 */
export function waysOf(rule: string): readonly Way[] | undefined {
  if (rule.length > LONGEST) return undefined;
  const tokens = tokensOf(rule);
  if (tokens === undefined) return undefined;
  let next = 0;
  const either = (): Way[] | undefined => {
    let ways = both();
    while (ways !== undefined && tokens[next] === "||") {
      next++;
      const more = both();
      ways = more && bounded([...ways, ...more]);
    }
    return ways;
  };
  const both = (): Way[] | undefined => {
    let ways = one();
    while (ways !== undefined && tokens[next] === "&&") {
      next++;
      const more = one();
      ways = more && bounded(ways.flatMap((left) => more.flatMap((right) => merged(left, right) ?? [])));
    }
    return ways;
  };
  const one = (): Way[] | undefined => {
    const token = tokens[next++];
    if (token === "!") return one() && [ANY];
    if (token === "(") {
      const ways = either();
      return tokens[next++] === ")" ? ways : undefined;
    }
    return typeof token === "object" ? matcher(token) : undefined;
  };
  const ways = either();
  return next === tokens.length && ways !== undefined && ways.length > 0 ? ways : undefined;
}

interface Matcher {
  readonly name: string;
  readonly words: readonly string[];
}

function tokensOf(rule: string): (string | Matcher)[] | undefined {
  const tokens: (string | Matcher)[] = [];
  const text = rule.trim();
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, sign, name = "", list = ""] = match;
    tokens.push(sign ?? { name, words: [...list.matchAll(ARGUMENT)].map(([, a, b, c]) => a ?? b ?? c ?? "") });
  }
  return tokens;
}

function matcher({ name, words }: Matcher): Way[] | undefined {
  if (words.length === 0) return undefined;
  switch (name.toLowerCase()) {
    case "host":
      return words.map((host) => ({ ...ANY, host: host.toLowerCase() }));
    case "path":
    case "pathprefix":
      return words.map((path) => ({ ...ANY, path: path.startsWith("/") ? path : `/${path}` }));
    case "method":
      return [{ ...ANY, conditional: !words.some((method) => method.toUpperCase() === "GET") }];
    default:
      return [{ ...ANY, conditional: true }];
  }
}

/** Undefined where no request satisfies both. */
function merged(left: Way, right: Way): Way | undefined {
  if (left.host !== undefined && right.host !== undefined && left.host !== right.host) return undefined;
  const [short = "", long = ""] = [left.path ?? "", right.path ?? ""].sort((a, b) => a.length - b.length);
  if (!long.startsWith(short)) return undefined;
  return {
    host: left.host ?? right.host,
    path: long === "" ? undefined : long,
    conditional: left.conditional || right.conditional,
  };
}

function bounded(ways: Way[]): Way[] | undefined {
  return ways.length <= MOST_WAYS ? ways : undefined;
}
