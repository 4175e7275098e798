import { flag, type Options, text, texts } from "../traefik/dynamic/declared.ts";
import { type Act, telling } from "./deed.ts";
import type { Passage } from "./passage.ts";
import { replaceAll, withGroups } from "./replace.ts";
import { bytesOf, escapedPath, rewritten, textOf, type UrlPath } from "./url-path.ts";

/** `addPrefix` */
export function addPrefix(name: string, options: Options): Act {
  const { on } = telling(name);
  const prefix = bytesOf(text(options, "prefix"));
  return (passage) =>
    on(
      "puts a prefix before the path",
      at(
        passage,
        each(passage.path, (path) => slashed(prefix + path)),
      ),
    );
}

/** `stripPrefix`: the first that the path begins with is taken. */
export function stripPrefix(name: string, options: Options): Act {
  const { on } = telling(name);
  const prefixes = texts(options, "prefixes").map(bytesOf);
  const forces = flag(options, "forceslash");
  return (passage) => {
    const prefix = prefixes.find((one) => passage.path.plain.startsWith(one));
    if (prefix === undefined) return on("leaves the path alone, which has none of its prefixes");
    const without = (path: string) => {
      const rest = path.startsWith(prefix) ? path.slice(prefix.length) : path;
      return forces ? `/${rest.replace(/^\//, "")}` : slashed(rest);
    };
    return on("takes a prefix from the path", at(passage, each(passage.path, without)));
  };
}

/** `stripPrefixRegex`. @throws Unreadable where an expression cannot be read. */
export function stripPrefixRegex(name: string, options: Options): Act {
  const { on } = telling(name);
  const expressions = texts(options, "regex").map((pattern) => withGroups(pattern.trim()));
  return (passage) => {
    const { plain, raw } = passage.path;
    const path = textOf(plain);
    for (const expression of expressions) {
      const matcher = expression.matcher(path);
      const prefix = matcher.find() ? (matcher.group() ?? "") : "";
      if (prefix === "" || !path.startsWith(prefix)) continue;
      const bytes = bytesOf(prefix).length;
      const stripped = { plain: slashed(plain.slice(bytes)), raw: raw === "" ? "" : slashed(raw.slice(bytes)) };
      return on("takes a prefix from the path", at(passage, stripped));
    }
    return on("leaves the path alone, which none of its expressions begins");
  };
}

/** `replacePath` */
export function replacePath(name: string, options: Options): Act {
  const { on, ends } = telling(name);
  const path = rewritten(text(options, "path"));
  return (passage) =>
    path === undefined
      ? ends("puts a path that cannot be read in the place of all", { kind: "broken", status: 500 })
      : on("puts another path in the place of all", at(passage, path));
}

/** `replacePathRegex`. @throws Unreadable where the expression cannot be read. */
export function replacePathRegex(name: string, options: Options): Act {
  const { on, ends } = telling(name);
  const expression = withGroups(text(options, "regex").trim());
  const replacement = text(options, "replacement").trim();
  return (passage) => {
    const changed = replaceAll(expression, passage.path.raw || escapedPath(passage.path), replacement);
    if (changed === undefined) return on("leaves the path alone, which its expression does not match");
    const path = rewritten(changed);
    return path === undefined
      ? ends("makes a path that cannot be read", { kind: "broken", status: 500 })
      : on("changes the path for what comes after it", at(passage, path));
  };
}

function at(passage: Passage, path: UrlPath): Passage {
  return { ...passage, path, lineQuery: passage.query };
}

function each({ plain, raw }: UrlPath, change: (path: string) => string): UrlPath {
  return { plain: change(plain), raw: raw === "" ? "" : change(raw) };
}

function slashed(path: string): string {
  return path === "" || path.startsWith("/") ? path : `/${path}`;
}
