import { setTimeout as sleep } from "node:timers/promises";
import { CRITERIA } from "../verifications/check.ts";
import { blameOf } from "./blame.ts";
import { findFault } from "./faults/index.ts";
import type { Lab } from "./lab.ts";
import { type Verified, verifyLab } from "./verify.ts";

/**
 * How a lab is looked at. Seconds between two looks: too few to prove steadiness, enough to see what restarts all the
 * time. All criteria but that of backups, of which a lab has none unless it was started for them.
 */
export const QUICK_LOOK = [
  ...["--steady", "2"],
  ...CRITERIA.filter((criterion) => criterion !== "backup").flatMap((criterion) => ["--only", criterion]),
];
/** How much longer than it should take a fault may take to show on a busy machine, in milliseconds. */
const PATIENCE = 60_000;

/** How one fault was seen through. */
export interface Proof {
  readonly fault: string;
  /** Blamed as it has to be. */
  readonly rightly: readonly string[];
  /** Not blamed in any look. */
  readonly missed: readonly string[];
  /** Blamed in any look, and not to blame. */
  readonly wrongly: readonly string[];
  /** Not known any more in the last look, without a word about the fault. */
  readonly lost: readonly string[];
  /** How often the verifier looked. */
  readonly looks: number;
  /** Seconds: until it was in the lab, from then until the verifier had said so, and to take it back. */
  readonly seconds: { readonly inject: number; readonly find: number; readonly mend: number };
}

/**
 * Puts one fault into a healthy lab, looks until it is seen, and takes it back. One that does not show when it should
 * is looked for again for a while; whatever is wrongly blamed meanwhile stays so.
 *
 * @param healthy what the verifier says of the lab without a fault.
 */
export async function proveFault(lab: Lab, name: string, healthy: Verified): Promise<Proof> {
  const { blames, showsAfter = 0, inject } = await findFault(name);
  const began = performance.now();
  const mend = await inject(lab);
  const broken = performance.now();
  const wrongly = new Set<string>();
  let looks = 0;
  let found = broken;
  let last: ReturnType<typeof blameOf>;
  try {
    await sleep(showsAfter * 1000);
    do {
      last = blameOf(healthy, await verifyLab(lab, ...QUICK_LOOK), blames);
      looks++;
      found = performance.now();
      for (const one of last.wrongly) wrongly.add(one);
    } while (last.missed.length > 0 && found - broken < showsAfter * 1000 + PATIENCE);
  } finally {
    await mend();
  }
  const seconds = (from: number, to: number) => Math.round((to - from) / 100) / 10;
  return {
    ...{ fault: name, ...last, wrongly: [...wrongly].sort(), looks },
    seconds: { inject: seconds(began, broken), find: seconds(broken, found), mend: seconds(found, performance.now()) },
  };
}

/** One line of a report on faults. */
export function lineOf({ fault, rightly, looks, seconds: { inject, find, mend } }: Proof): string {
  const [first = "nothing", ...others] = rightly;
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const again = looks === 1 ? "" : ` in ${looks} looks`;
  return `${fault}: blamed ${first}${more} after ${find} s${again} (broken in ${inject} s, mended in ${mend} s)`;
}
