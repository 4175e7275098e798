import { DEFAULT } from "./default.ts";
import { EDGE } from "./edge.ts";
import type { Fold } from "./fold.ts";
import { INTERNAL } from "./internal.ts";
import type { Pack } from "./pack.ts";
import { STRICT } from "./strict.ts";

/** The packs that a profile can name. */
export const PACKS: readonly Pack[] = [DEFAULT, INTERNAL, EDGE, STRICT];

/** Everything that a pack tells as one, by the id that stands as its rule. */
export const FOLDS: ReadonlyMap<string, Fold> = new Map(
  PACKS.flatMap(({ folds }) => folds.map((fold) => [fold.id, fold])),
);

/** @returns undefined where no pack has that name. */
export function packNamed(name: string): Pack | undefined {
  return PACKS.find((pack) => pack.name === name);
}
