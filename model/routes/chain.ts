import type { Stack } from "../stack.ts";
import { type EntryPoint, entryPointsOf } from "./entry-points.ts";
import { type Found, middlewaresOf } from "./middlewares.ts";
import { qualified, type Router } from "./router.ts";

/** The middlewares that every visitor of a router passes, those of its entry points first. */
export function chainOf(router: Router, stack: Stack): Found[] {
  const entryPoints = entryPointsOf(stack);
  const points = (router.entryPoints ?? [...entryPoints.keys()]).map((name) => entryPoints.get(name.toLowerCase()));
  const shared = sharedBy(points).map((name) => qualified(name, router.provider));
  return middlewaresOf(stack).resolve([...shared, ...router.middlewares]);
}

/** A visitor may take any of the entry points, so only what all of them ask for is sure. */
function sharedBy(points: readonly (EntryPoint | undefined)[]): readonly string[] {
  const [first, ...others] = points;
  return (first?.middlewares ?? []).filter((name) => others.every((point) => point?.middlewares.includes(name)));
}
