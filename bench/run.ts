import { benchComposeLint } from "./compose-lint.ts";
import { benchEdge } from "./edge.ts";
import { benchGate } from "./gate.ts";
import { benchGrowth } from "./growth.ts";
import { benchPreview } from "./preview.ts";
import { benchRequests } from "./requests.ts";
import { benchRestore } from "./restore.ts";
import { benchRules } from "./rules.ts";
import { benchVerify } from "./verify.ts";

/** `npm run bench [gate|rules|requests|growth|preview|verify|restore|compose-lint|edge ...]`: every figure is a ratio or a slope within one run. */
const ALL = {
  gate: benchGate,
  rules: benchRules,
  requests: benchRequests,
  growth: benchGrowth,
  preview: benchPreview,
  verify: benchVerify,
  restore: benchRestore,
  "compose-lint": benchComposeLint,
  edge: benchEdge,
};
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(ALL, name));
if (unknown.length > 0) {
  console.error(`${unknown.join(", ")}: there are ${Object.keys(ALL).join(", ")}`);
  process.exit(64);
}
for (const [name, bench] of Object.entries(ALL)) if (chosen.length === 0 || chosen.includes(name)) await bench();
