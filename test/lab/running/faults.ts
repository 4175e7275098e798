import { FAULTS, findFault } from "../../../lab/faults/index.ts";
import { lineOf, proveFault, QUICK_LOOK } from "../../../lab/series.ts";
import { verifyLab } from "../../../lab/verify.ts";
import { failing, inLab, sayHealthy, WHOLE } from "./there.ts";

/** One of each kind: of a container, a host, its engine, the edge, a certificate, a name. */
const SOME = [
  "application-500",
  "container-stopped",
  "engine-hangs",
  "extra-listener",
  "name-leads-elsewhere",
  "vpn-list-with-everything",
  "wrong-certificate",
];

for (const name of WHOLE ? FAULTS : SOME) {
  inLab(`the fault ${name} is blamed on what is to blame, and nothing else is`, async (lab, t) => {
    t.log((await findFault(name)).title);
    const proof = await proveFault(lab, name, await sayHealthy(lab));
    t.log(lineOf(proof));
    const { missed, wrongly } = proof;
    t.deepEqual({ missed, wrongly }, { missed: [], wrongly: [] });
  });
}

inLab("after all faults the lab is as healthy as before", async (lab, t) => {
  t.deepEqual(failing(await verifyLab(lab, ...QUICK_LOOK)), []);
});
