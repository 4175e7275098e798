import type { Container } from "../container.ts";
import type { Stack } from "../stack.ts";
import { UnknownValue } from "../unknown.ts";
import { type Deed, deedOf } from "./middleware.ts";
import { type Provider, qualified } from "./router.ts";
import { isTraefik, type TraefikFiles, traefikFiles } from "./traefik-files.ts";
import { type Options, traefikLabels } from "./traefik-labels.ts";

/** A middleware that a chain leads to, and what it does. */
export interface Found {
  /** With its provider: `vpn-only@file`. */
  readonly name: string;
  readonly deed:
    | Exclude<Deed, { kind: "chain" }>
    /** Nothing defines it, although everything that could was read. */
    | { readonly kind: "missing" }
    /** Nothing that was read defines it, and not everything was read. */
    | { readonly kind: "not-given"; readonly why: string }
    /** The chain contains itself. */
    | { readonly kind: "circle" };
}

/** Every middleware that a stack defines. */
export interface Middlewares {
  /** Follows chains; in the order in which Traefik asks them. */
  resolve(references: readonly string[]): Found[];
  /** The same name under the other provider, where that one exists. */
  elsewhere(name: string): string | undefined;
}

interface Definition {
  readonly provider: Provider;
  readonly deed: Deed;
  /** All options as one text, to tell definitions apart. */
  readonly print: string;
}

/** Deeper chains than anybody writes; what lies below counts as a circle. */
const DEEPEST = 16;
/** Chains that name each other often would otherwise multiply without bound. */
const MOST_FOUND = 1_000;
const INTERNAL = /^(?:dashboard_redirect|dashboard_stripprefix|redirect-[^@]+)@internal$/;
/** Mounted files that the file provider does not read; a target without an extension may be a folder. */
const NO_CONFIGURATION = /(?:\/acme[^/]*\.json|\.(?!ya?ml$|toml$|json$)[a-z]{2,5})$/i;
const known = new WeakMap<Stack, Middlewares>();

/**
 * The middlewares that a stack defines, by labels of its containers (`@docker`) and by the dynamic
 * configuration that its Traefik containers carry (`@file`). The docker provider counts as given
 * where the stack holds Traefik itself: otherwise the definitions may be on containers of somebody else.
 */
export function middlewaresOf(stack: Stack): Middlewares {
  let middlewares = known.get(stack);
  if (middlewares === undefined) {
    middlewares = collect(stack);
    known.set(stack, middlewares);
  }
  return middlewares;
}

function collect(stack: Stack): Middlewares {
  const definitions = new Map<string, Definition>();
  const missing: Record<Provider, string | undefined> = {
    docker: "no container of this stack is Traefik, so other containers may define it",
    file: "the files of Traefik's file provider are not part of the declaration",
  };
  const unread: string[] = [];
  for (const container of stack.containers) if (isTraefik(container)) missing.docker = undefined;
  for (const container of stack.containers) {
    try {
      const labels = traefikLabels(container);
      if (labels.enabled !== false)
        for (const [name, options] of labels.middlewares) define(definitions, name, "docker", options);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unread.push(container.name);
    }
    if (!isTraefik(container)) continue;
    const files = traefikFiles(container);
    for (const { name, options } of files.middlewares) define(definitions, name, "file", options);
    if (isWhole(container, files)) missing.file = undefined;
  }
  const [first] = unread.sort();
  if (first !== undefined) missing.docker = `not all labels of ${first} are known yet`;
  return {
    resolve(references) {
      const found: Found[] = [];
      for (const reference of references) follow(reference, [], found);
      return found;
    },
    elsewhere(name) {
      const other = name.endsWith("@file") ? name.replace(/@file$/, "@docker") : name.replace(/@[^@]*$/, "@file");
      return other !== name && definitions.has(other) ? other : undefined;
    },
  };

  function follow(name: string, above: readonly string[], found: Found[]): void {
    const definition = definitions.get(name);
    if (found.length > MOST_FOUND) return;
    if (found.length === MOST_FOUND) {
      found.push({ name, deed: { kind: "unknown", why: "the chain is longer than what is read", maybe: "any" } });
      return;
    }
    if (definition === undefined) found.push({ name, deed: absent(name, missing) });
    else if (definition.deed.kind !== "chain") found.push({ name, deed: definition.deed });
    else if (above.includes(name) || above.length >= DEEPEST) found.push({ name, deed: { kind: "circle" } });
    else
      try {
        for (const member of definition.deed.members)
          follow(qualified(member, definition.provider), [...above, name], found);
      } catch (error) {
        if (!(error instanceof UnknownValue)) throw error;
        found.push({
          name,
          deed: { kind: "unknown", why: `${error.path} is not known yet`, maybe: "any", isChain: true },
        });
      }
  }
}

function absent(name: string, missing: Readonly<Record<Provider, string | undefined>>): Found["deed"] {
  if (INTERNAL.test(name)) return { kind: "nothing" };
  const provider = name.slice(name.lastIndexOf("@") + 1);
  const why =
    provider === "docker" || provider === "file" ? missing[provider] : "its provider is not part of the declaration";
  return why === undefined ? { kind: "missing" } : { kind: "not-given", why };
}

/** Traefik drops a middleware that two places define differently. */
function define(definitions: Map<string, Definition>, name: string, provider: Provider, options: Options): void {
  const full = `${name}@${provider}`;
  const print = printOf(options);
  const earlier = definitions.get(full);
  definitions.set(full, {
    provider,
    print,
    deed:
      earlier === undefined || (earlier.print === print && print !== "")
        ? deedOf(options)
        : { kind: "unknown", why: "two places define it differently, and Traefik then drops it", maybe: "any" },
  });
}

/** Empty where an option is not known. */
function printOf(options: Options): string {
  try {
    return JSON.stringify([...options].map(([path, { list }]) => [path, ...list]).sort());
  } catch (error) {
    if (error instanceof UnknownValue) return "";
    throw error;
  }
}

/**
 * True where everything that the file provider reads is in the declaration: dynamic configuration is
 * given, all of it could be read, and no mount puts more files beside it.
 */
function isWhole(container: Container, files: TraefikFiles): boolean {
  if (!files.complete || files.folders.length === 0) return false;
  try {
    return !container.mounts.some(({ target }) => {
      if (NO_CONFIGURATION.test(target)) return false;
      const folder = `${target.replace(/\/+$/, "")}/`;
      return files.folders.some((given) => given.startsWith(folder) || folder.startsWith(given));
    });
  } catch (error) {
    if (error instanceof UnknownValue) return false;
    throw error;
  }
}
