import test, { type ExecutionContext } from "ava";
import { runningLab } from "../../../lab/claim.ts";
import { type Lab, startLab } from "../../../lab/lab.ts";
import { QUICK_LOOK } from "../../../lab/series.ts";
import { type Verified, verifyLab } from "../../../lab/verify.ts";
import { absent } from "../../../toolchain/absent.ts";
import { present } from "../../engine/support/requirements.ts";

/** All faults, and every way to interrupt a drill; otherwise enough to see the ways in which a lab can be broken. */
export const WHOLE = process.env.READINESS_LAB_FAULTS === "all";

/** How long one test in a lab may take, in milliseconds: whatever hangs fails by name, and the others still run. */
const LONGEST = 5 * 60_000;

let lab: Lab | undefined;
let healthy: Promise<Verified> | undefined;

test.before(async (t) => {
  t.timeout(8 * 60_000);
  // Of somebody else on this machine; the tests of a lab then wait for no end of his.
  const other = await runningLab();
  const began = Date.now();
  const started =
    other === undefined
      ? await startLab({ verified: true })
      : absent(`lab: one runs here already, in process ${other.pid}.`);
  // `before` has no title of its own to skip under: each test says it again.
  lab = "absent" in started ? undefined : started;
  t.log(
    (started as { absent?: string }).absent ?? `deployed and verified in ${Math.round((Date.now() - began) / 1000)} s`,
  );
});

test.after.always(async () => lab?.stop());

/** Declares a test in the one lab of this run; they run one after the other, and each leaves the lab as it was. */
export function inLab(title: string, use: (lab: Lab, t: ExecutionContext) => Promise<void>): void {
  test.serial(title, async (t) => {
    t.timeout(LONGEST);
    const here = present(t, lab ?? absent("a lab of both hosts: this machine has none, see `npm run lab`."));
    if (here !== undefined) await use(here, t);
  });
}

/** What the verifier says of the lab before anything was broken; it looks once. */
export function sayHealthy(lab: Lab): Promise<Verified> {
  healthy ??= verifyLab(lab, ...QUICK_LOOK);
  return healthy;
}

/** `check name` of everything that fails. */
export function failing({ results }: Verified): string[] {
  return results.filter(({ state }) => state === "fail").map(({ check, subject }) => `${check} ${subject.name}`);
}
