// Made by `npm run generate` from the files in this folder.
import type { Rule } from "../rule.ts";
import portOnEveryAddress from "./network/port-on-every-address.ts";

/** Every rule there is, in the order of their files. */
export const RULES: readonly Rule[] = [portOnEveryAddress];
