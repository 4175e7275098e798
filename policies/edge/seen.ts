import { type Edge, edgesOf, isTraefik } from "../../edge/traefik/of-stack.ts";
import type { RuntimeConfiguration } from "../../edge/traefik/runtime.ts";
import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { Applies, Context, StackOffence, StackRule, Undecided } from "../rule.ts";
import { stackRule } from "../rule.ts";
import { isAtLeast, type Release, releaseOf } from "./release.ts";

/** One Traefik whose configuration is known, with what it makes of its stack. */
export interface Seen {
  readonly stack: Stack;
  readonly context: Context;
  readonly traefik: Container;
  readonly runtime: RuntimeConfiguration;
  /** Undefined where the tag names no version. */
  readonly release: Release | undefined;
  /** True where the resolver knows every option of the release, so that what it refuses Traefik refuses. */
  readonly exact: boolean;
}

interface EdgeRule extends Omit<StackRule<true>, "scope" | "collect" | "check" | "appliesTo" | "acrossStacks"> {
  check(seen: Seen): Iterable<StackOffence | Undecided>;
  /** What to say of containers with routes whose Traefik stands in no part of the declaration; nothing by default. */
  readonly alone?: string;
}

/** A rule over what Traefik makes of labels and files, told about the containers that carry them. */
export function routeRule(description: EdgeRule): StackRule<true> {
  return edgeRule(description, (container) =>
    isProxy(container) ? isConfigured(container) : routes(container) || "no route leads to it",
  );
}

/** A rule over Traefik's own configuration. */
export function proxyRule(description: EdgeRule): StackRule<true> {
  return edgeRule(description, (container) => (isProxy(container) ? isConfigured(container) : "it is not Traefik"));
}

function edgeRule(
  { check, alone, ...description }: EdgeRule,
  appliesTo: (container: Container) => Applies,
): StackRule<true> {
  return stackRule<true>({
    ...description,
    appliesTo,
    collect(container) {
      touchRoutes(container);
      return true;
    },
    *check(contributions, { stack, unknown, ...context }) {
      const edges = edgesOf(stack);
      const proxyMayBeHidden = unknown.some((container) => !isTraefik(container) && mayBeTraefik(container));
      if (edges.length === 0 && alone !== undefined && !proxyMayBeHidden)
        for (const { container } of contributions) yield { container, at: "labels", undecided: alone };
      for (const edge of edges) yield* told(edge, { stack, context, check });
    },
  });
}

/**
 * True where Traefik reads its configuration from a file that is no part of the declaration. One rule says so for
 * all of them; a value that is declared and not known yet is told by each rule that it keeps from deciding.
 */
export function liesOnTheHost({ problem, undecided }: Edge): boolean {
  return undecided && problem?.startsWith("/") === true;
}

const alones = new WeakMap<Container, Applies>();

function isConfigured(traefik: Container): Applies {
  let applies = alones.get(traefik);
  if (applies === undefined) {
    const nothing = { networks: [], volumes: [], problems: [], secrets: new Set<string>() };
    const [edge] = edgesOf({ name: traefik.stack, containers: [traefik], ...nothing });
    const hidden = edge !== undefined && liesOnTheHost(edge);
    applies = hidden ? "its configuration lies on the host, which the rule proxy-does-not-start tells" : true;
    alones.set(traefik, applies);
  }
  return applies;
}

/** True for releases whose options the resolver knows (edge/traefik/schema holds those of 3.6.6). */
export function isKnown(release: Release | undefined): boolean {
  return release?.major === 3 && !isAtLeast(release, 3, 6, 7);
}

function* told(
  edge: Edge,
  { stack, context, check }: { stack: Stack; context: Context; check: EdgeRule["check"] },
): Iterable<StackOffence | Undecided> {
  const { traefik, runtime, problem, undecided } = edge;
  const release = releaseOf(traefik.image);
  const exact = isKnown(release);
  if (runtime === undefined) {
    if (liesOnTheHost(edge)) return;
    // A Traefik that certainly does not start is told by the rule over it, and serves no route.
    if (undecided || !exact)
      yield { container: traefik, at: "command", undecided: `${problem ?? "its configuration is not known"}` };
    return;
  }
  const said = new Set<string>();
  try {
    for (const found of check({ stack, context, traefik, runtime, release, exact })) {
      const key = `${found.container.name} ${"undecided" in found ? found.undecided : (found.detail ?? found.message)}`;
      if (!said.has(key)) yield found;
      said.add(key);
    }
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    yield { container: traefik, at: "", undecided: `${error.path} is not known yet, and the routes depend on it` };
  }
}

/** True where labels speak to Traefik. */
function routes(container: Container): boolean {
  let speaks = speaking.get(container);
  if (speaks === undefined) {
    speaks = container.labels.some(({ key }) => /^traefik\./i.test(key));
    speaking.set(container, speaks);
  }
  return speaks;
}

const speaking = new WeakMap<Container, boolean>();
/** Containers of which all is known that the docker provider reads. */
const legible = new WeakSet<Container>();

/**
 * True for Traefik itself.
 *
 * @throws UnknownValue where the image is not known and the rest looks like Traefik.
 */
export function isProxy(container: Container): boolean {
  if (isTraefik(container)) return true;
  if (mayBeTraefik(container)) void container.image;
  return false;
}

const OWN_FLAG = /^--?(?:providers|entrypoints|configfile|api|certificatesresolvers)\b/i;

/** Of an image that is not known: a Traefik without flags, variables and files of Traefik serves nothing. */
function mayBeTraefik(container: Container): boolean {
  try {
    void container.image;
    return false;
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
  }
  return (
    [...container.entrypoint, ...container.command].some(({ value }) => OWN_FLAG.test(value)) ||
    container.env.some(({ key }) => /^traefik_/i.test(key)) ||
    [...container.files, ...container.mounts].some(({ target }) => /traefik|dynamic/i.test(target))
  );
}

/** @throws UnknownValue where something that the docker provider reads of the container is not known. */
function touchRoutes(container: Container): void {
  if (legible.has(container)) return;
  const values = new Map<string, string>();
  for (const { key, at, value } of container.labels.filter((label) => /^traefik\./i.test(label.key))) {
    const earlier = values.get(key);
    if (earlier !== undefined && earlier !== value)
      throw new UnknownValue(
        container.locate(at).path,
        "Declare the label once; which of the two counts is chance.",
        `${container.locate(at).path} is declared twice`,
      );
    values.set(key, value);
  }
  if (values.size > 0) {
    void container.networkMode;
    for (const { name } of container.networks) void name;
  }
  legible.add(container);
}
