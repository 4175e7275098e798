import { isTraefik } from "../../edge/traefik/of-stack.ts";
import type { Container } from "../../model/container.ts";
import { traefikFiles } from "../../model/routes/traefik-files.ts";
import { type Options, traefikLabels } from "../../model/routes/traefik-labels.ts";
import type { Stack } from "../../model/stack.ts";
import { shown } from "../shown.ts";
import { type Release, releaseOf } from "./release.ts";
import { isProxy } from "./seen.ts";

/** A middleware as it is written, options of releases included that the resolver does not know. */
export interface Definition {
  /** With its provider, as a message may show it. */
  readonly name: string;
  /** Field of the model. */
  readonly at: string;
  /** By path in lower case: `forwardauth.address`. */
  readonly options: Options;
}

/**
 * The middlewares that labels of a container define, and those in the files of a Traefik.
 *
 * @throws UnknownValue where not all of them are known.
 */
export function definitionsOf(container: Container): readonly Definition[] {
  let definitions = known.get(container);
  if (definitions === undefined) {
    definitions = read(container);
    known.set(container, definitions);
  }
  return definitions;
}

const known = new WeakMap<Container, readonly Definition[]>();

function read(container: Container): Definition[] {
  const labels = [...traefikLabels(container).middlewares].map(([name, options]) => ({
    name: shown(`${name}@docker`),
    at: [...options.values()][0]?.at ?? "labels",
    options,
  }));
  if (!isProxy(container)) return labels;
  const { middlewares, unread } = traefikFiles(container);
  if (unread !== undefined) throw unread;
  return [...labels, ...middlewares.map(({ name, at, options }) => ({ name: shown(`${name}@file`), at, options }))];
}

/** Definitions of one type. */
export function ofType(definitions: readonly Definition[], type: string): Definition[] {
  return definitions.filter(({ options }) => [...options.keys()].some((path) => path.startsWith(`${type}.`)));
}

/** The releases of the Traefiks of a stack; undefined for one whose tag names none. */
export function releasesIn({ containers }: Stack): (Release | undefined)[] {
  return containers.filter(isTraefik).map(({ image }) => releaseOf(image));
}
