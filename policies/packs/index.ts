import { DEFAULT } from "./default.ts";
import type { Pack } from "./pack.ts";
import { STRICT } from "./strict.ts";

/** The packs that a profile can name. */
export const PACKS: readonly Pack[] = [DEFAULT, STRICT];

/** @returns undefined where no pack has that name. */
export function packNamed(name: string): Pack | undefined {
  return PACKS.find((pack) => pack.name === name);
}
