import { Refused } from "../schema/node.ts";
import { ROOTS, structureOf, type Type } from "../schema/structures.ts";

/**
 * Reads Traefik's flags into dotted names (github.com/traefik/paerser/flag). A repeated list adds up, anything else
 * counts the last time; whatever follows the first word that is no flag is ignored.
 *
 * @throws Refused where Traefik would not start.
 */
export function parseFlags(args: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  const spellings = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word.length < 2 || !word.startsWith("-") || word === "--") break;
    const flag = word.replace(/^--?/, "");
    if (/^[-=]/.test(flag)) throw new Refused("a flag cannot be read");
    const equals = flag.indexOf("=");
    const name = equals < 0 ? flag : flag.slice(0, equals);
    const kind = kindOf(name.toLowerCase());
    let value = flag.slice(equals + 1);
    if (equals < 0) {
      if (kind === "switch") value = "true";
      else if (at + 1 < args.length) value = args[++at] as string;
      else throw new Refused("a flag needs an argument");
    }
    const key = `traefik.${name}`;
    const spelling = spellings.get(key.toLowerCase()) ?? key;
    spellings.set(key.toLowerCase(), spelling);
    const earlier = values.get(spelling);
    values.set(spelling, earlier !== undefined && kind === "list" ? `${earlier},${value}` : value);
  }
  return values;
}

type Kind = "switch" | "list" | "value";

/** Which flags need no value, and which may be repeated. */
function kindOf(name: string): Kind {
  let type: Type = ["struct", ROOTS.command];
  for (const part of name.split(".")) {
    const next = inside(type, part);
    if (next === undefined) return "value";
    type = next;
  }
  if (type === "bool") return "switch";
  if (typeof type === "string") return "value";
  if (type[0] === "slice") return "list";
  if (type[0] !== "pointer") return "value";
  return type[1] === "bool" || (typeof type[1] !== "string" && type[1][0] === "struct") ? "switch" : "value";
}

function inside(type: Type, part: string): Type | undefined {
  if (typeof type === "string") return undefined;
  const [kind, inner] = type;
  if (kind === "struct") return structureOf(inner).fields.get(part)?.type;
  if (kind === "map") return inner;
  return kind === "pointer" ? inside(inner, part) : undefined;
}
