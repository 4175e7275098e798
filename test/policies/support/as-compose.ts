import type { Stack } from "../../../model/stack.ts";
import type { Case } from "./case.ts";

export function asCompose(_example: Case): Stack | undefined {
  return undefined;
}
