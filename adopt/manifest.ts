import { isDeepStrictEqual } from "node:util";
import { isMap, parseDocument } from "yaml";
import { quoted } from "./code.ts";

/** The script by which a project is judged. */
export const SCRIPT = { name: "readiness", command: "readiness gate" } as const;

interface Manifest {
  readonly type?: unknown;
  readonly scripts?: Readonly<Record<string, unknown>>;
}

/** What became of a `package.json`. */
export type Changed =
  /** Nothing is missing in it. */
  | { readonly kind: "complete" }
  | { readonly kind: "changed"; readonly text: string }
  /** It is written in a way in which nothing can be added without rewriting it. */
  | { readonly kind: "by-hand" };

/**
 * Adds the script, and where it is asked for the type `module`, to a `package.json` that has none of that
 * name. The rest stays as it is, to the byte.
 */
export function completeManifest(text: string, { module }: { readonly module: boolean }): Changed {
  const before = parsed(text);
  if (before === undefined) return { kind: "by-hand" };
  let wanted: Manifest = before;
  let after = text;
  if (module && before.type === undefined) {
    wanted = { type: "module", ...wanted };
    after = inserted(after, [], "type", '"module"');
  }
  const { scripts = {} } = before;
  if (!Object.hasOwn(scripts, SCRIPT.name)) {
    wanted = { ...wanted, scripts: { [SCRIPT.name]: SCRIPT.command, ...scripts } };
    after =
      before.scripts === undefined
        ? inserted(after, [], "scripts", `{ ${quoted(SCRIPT.name)}: ${quoted(SCRIPT.command)} }`)
        : inserted(after, ["scripts"], SCRIPT.name, quoted(SCRIPT.command));
  }
  if (wanted === before) return { kind: "complete" };
  // What was inserted is believed only where it reads back as it was meant.
  return isDeepStrictEqual(parsed(after), wanted) ? { kind: "changed", text: after } : { kind: "by-hand" };
}

/** Inserts an entry at the beginning of an object, as its first entry is written. */
function inserted(text: string, path: readonly string[], key: string, value: string): string {
  const document = parseDocument(text);
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node) || node.range == null) return text;
  const start = node.range[0] + 1;
  const blank = /^\s*/.exec(text.slice(start))?.[0] ?? "";
  const isEmpty = node.items.length === 0;
  const entry = `${quoted(key)}: ${value}`;
  return `${text.slice(0, start)}${isEmpty ? "" : blank}${entry}${isEmpty ? "" : ","}${text.slice(start)}`;
}

function parsed(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
