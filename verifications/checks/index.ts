// Made by `npm run generate` from the files in this folder.
// biome-ignore-all assist/source/organizeImports: in the order of the files
import type { Check } from "../check.ts";

/** Every check there is, in the order of their files. */
export const CHECKS: readonly Check[] = [];
