import type { Container } from "../../model/container.ts";
import { ACCESS_CLASSES, type AccessClass, accessLabel } from "../../model/expectations.ts";
import { labelsNamed } from "../../model/labels.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { Origin, Router, RuntimeConfiguration } from "../traefik/runtime.ts";
import { type Place, placesOf } from "./names.ts";

/** A router as somebody declared it; Traefik makes one of it for each entry point that adds something. */
export interface DeclaredRoute {
  /** With its provider, without the entry point: `grafana@docker`. */
  readonly name: string;
  readonly routers: readonly Router[];
  /** The container that carries the label or the file; undefined where nobody knows. */
  readonly container: Container | undefined;
  readonly origin: Origin | undefined;
  /** Undefined where none is declared, or one that does not exist. */
  readonly access: AccessClass | undefined;
  readonly places: readonly Place[];
  /** Why nobody can tell its class; undefined where its labels are known. */
  readonly doubt: string | undefined;
}

/**
 * All routers that are declared, in the order of their names.
 */
export function declaredRoutes(runtime: RuntimeConfiguration): readonly DeclaredRoute[] {
  const groups = Map.groupBy(
    [...runtime.routers.values()].filter(({ provider }) => provider !== "internal"),
    (router) => ownName(router, runtime),
  );
  return [...groups]
    .map(([name, routers]) => {
      const [first] = routers as [Router];
      const [origin] = first.origins;
      const bare = name.replace(/@[^@]*$/, "");
      return {
        name,
        routers,
        container: origin?.container,
        origin,
        ...accessOf(first, bare),
        places: first.parsed === undefined ? [] : placesOf(first.parsed),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The name in the declaration: Traefik puts that of the entry point before it where it makes copies. */
function ownName({ name, using }: Router, { entryPoints, routers }: RuntimeConfiguration): string {
  const [only, ...more] = using;
  if (only === undefined || more.length > 0 || entryPoints.get(only)?.hasModel !== true) return name;
  const own = name.startsWith(`${only}-`) ? name.slice(only.length + 1) : name;
  // A router may really be called like that, and is then a copy of nothing.
  const copies = [...entryPoints.keys()].some((other) => other !== only && routers.has(`${other}-${own}`));
  return own !== name && (copies || routers.has(own)) ? own : name;
}

/** What containers that declare the same router say of it; undefined where they disagree. */
function accessOf({ origins }: Router, bare: string): Pick<DeclaredRoute, "access" | "doubt"> {
  try {
    const words = new Set(
      origins.flatMap(({ container }) =>
        container === undefined ? [] : labelsNamed(container, accessLabel(bare)).map(({ value }) => value.trim()),
      ),
    );
    const [word, ...more] = words;
    return { access: more.length > 0 ? undefined : ACCESS_CLASSES.find((name) => name === word), doubt: undefined };
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return { access: undefined, doubt: `${error.path} is not known, and the class of the route with it` };
  }
}
