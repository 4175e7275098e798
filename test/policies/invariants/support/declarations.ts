import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { type PulumiResource, readStack } from "../../../../model/from-pulumi/stack.ts";
import type { Stack } from "../../../../model/stack.ts";
import { defaultContext } from "../../../../policies/context.ts";
import type { Context } from "../../../../policies/rule.ts";
import { asCompose } from "../../support/as-compose.ts";
import { type Case, cases, resourcesOf } from "../../support/case.ts";

export type Args = Record<string, unknown>;

/** Every example that is written as Pulumi inputs: together they make each rule speak. */
export const EXAMPLES: readonly Case[] = cases(fileURLToPath(new URL("../../rules/", import.meta.url))).filter(
  ({ pulumi, vpn }) => pulumi !== undefined && vpn === undefined,
);

/** Lists that every example agrees with, so that the rules which ask for them speak too. */
export const CONTEXT: Context = {
  ...defaultContext(),
  registries: ["docker.io"],
  labels: ["owner"],
  cgroupParents: ["/batch"],
};

/** Lists in which a key stands once; the second of two would mean something else in another order. */
const KEYS: Readonly<Record<string, (element: never) => unknown>> = {
  envs: (element: unknown) => (typeof element === "string" ? element.split("=", 1)[0] : JSON.stringify(element)),
  labels: ({ label }: Args) => label,
  securityOpts: (option: string) => option.split(/[:=]/, 1)[0],
  networksAdvanced: ({ name }: Args) => name,
  uploads: ({ file }: Args) => file,
  ulimits: ({ name }: Args) => name,
};
/** Lists whose order is their meaning. */
const ORDERED: ReadonlySet<string> = new Set(["command", "entrypoints", "tests"]);

/** Inputs that say what both say; of two values for one thing the second counts. */
export function blend(one: Args, other: Args): Args {
  const blended: Args = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const earlier = blended[key];
    if (Array.isArray(earlier) && Array.isArray(value) && !ORDERED.has(key)) blended[key] = union(key, earlier, value);
    else if (isMap(earlier) && isMap(value)) blended[key] = blend(earlier, value);
    else blended[key] = value;
  }
  return blended;
}

function union(key: string, one: readonly unknown[], other: readonly unknown[]): unknown[] {
  const keyOf = (KEYS[key] ?? JSON.stringify) as (element: unknown) => unknown;
  return [...new Map([...one, ...other].map((element) => [keyOf(element), element])).values()];
}

/** Of two elements with one key the later counts, so their order is their meaning. */
function repeats(key: string, elements: readonly unknown[]): boolean {
  const keyOf = KEYS[key] as ((element: unknown) => unknown) | undefined;
  return keyOf !== undefined && new Set(elements.map(keyOf)).size < elements.length;
}

function isMap(value: unknown): value is Args {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Declarations that are two or three examples at once: containers of one name are one container that
 * does what each of them does, and one more container does something of all of them.
 */
export const declarations: fc.Arbitrary<Case> = fc
  .array(fc.constantFrom(...EXAMPLES), { minLength: 2, maxLength: 3 })
  .map((chosen) => {
    const pulumi: Record<string, Args> = {};
    let all: Args = {};
    for (const example of chosen)
      for (const [name, args] of Object.entries(example.pulumi ?? {})) {
        pulumi[name] = blend(pulumi[name] ?? {}, args);
        all = blend(all, args);
      }
    const { name: _name, ...rest } = all;
    return {
      ...(chosen[0] as Case),
      file: chosen.map(({ file }) => file).join(" + "),
      pulumi: { ...pulumi, everything: rest },
      networks: Object.assign({}, ...chosen.map(({ networks }) => networks)),
      volumes: Object.assign({}, ...chosen.map(({ volumes }) => volumes)),
    };
  });

/** The stack of a declaration, from Pulumi inputs. */
export function asPulumi(
  example: Case,
  order: (resources: PulumiResource[]) => PulumiResource[] = (all) => all,
): Stack {
  return readStack("case", order(resourcesOf(example)));
}

/** The same declaration through each reader that has words for it. */
export function readings(example: Case): Stack[] {
  const compose = asCompose(example);
  return [asPulumi(example), ...(compose === undefined ? [] : [compose])];
}

/** The same tree with its keys, and its lists where order means nothing, in another order. */
export function reordered(value: unknown, random: () => number, key = ""): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => reordered(element, random));
    return ORDERED.has(key) || repeats(key, value) ? elements : shuffled(elements, random);
  }
  if (!isMap(value)) return value;
  return Object.fromEntries(
    shuffled(Object.entries(value), random).map(([name, inner]) => [name, reordered(inner, random, name)]),
  );
}

export function shuffled<T>(elements: readonly T[], random: () => number): T[] {
  const result = [...elements];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where a value stands in a tree of inputs. */
export type Place = readonly (string | number)[];

/** Every place below the inputs of a container that holds a value: leaves, lists and maps. */
export function* places(value: unknown, at: Place = []): Iterable<Place> {
  if (at.length > 0) yield at;
  if (Array.isArray(value)) for (const [index, inner] of value.entries()) yield* places(inner, [...at, index]);
  else if (isMap(value)) for (const [key, inner] of Object.entries(value)) yield* places(inner, [...at, key]);
}

/** The same inputs with another value at that place. */
export function replaced<T>(value: T, [step, ...rest]: Place, change: unknown): T {
  if (step === undefined) return change as T;
  if (Array.isArray(value))
    return value.map((inner, index) => (index === step ? replaced(inner, rest, change) : inner)) as T;
  const map = value as Args;
  return { ...map, [step]: replaced(map[step], rest, change) } as T;
}

/** The same inputs with nothing at that place; a list closes the gap. */
export function without<T>(value: T, [step, ...rest]: Place): T {
  if (Array.isArray(value))
    return value.flatMap((inner, index) =>
      index !== step ? [inner] : rest.length === 0 ? [] : [without(inner, rest)],
    ) as T;
  const map = value as Args;
  if (rest.length > 0) return { ...map, [step as string]: without(map[step as string], rest) } as T;
  const { [step as string]: _gone, ...others } = map;
  return others as T;
}
