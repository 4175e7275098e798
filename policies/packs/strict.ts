import { DEFAULT } from "./default.ts";
import type { Pack } from "./pack.ts";

/** Everything refuses, down to defence in depth. */
export const STRICT: Pack = {
  name: "strict",
  description: "refuses every finding, down to defence in depth",
  bySeverity: { critical: "mandatory", high: "mandatory", medium: "mandatory", low: "mandatory" },
  folds: [],
  overrides: Object.fromEntries(Object.entries(DEFAULT.overrides).filter(([, { level }]) => level === "mandatory")),
};
