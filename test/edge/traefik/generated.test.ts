import test from "ava";
import fc from "fast-check";
import { resolveAs } from "./oracle/ask.ts";
import { comparable, differences, resolved } from "./oracle/compare.ts";
import { FLAVOURS, freePorts } from "./oracle/flavours.ts";
import { configuration, fileOf, type Generated } from "./oracle/generate/configuration.ts";
import { needTraefik } from "./oracle/need.ts";

/** Configurations in all; `npm run test:edge` compares the full number. */
const COUNT = process.env.READINESS_EDGE === "full" ? 2400 : 240;
/** So many share one round of Traefik, told apart by the beginning of their names. */
const BATCH = 40;
const SEED = Number(process.env.READINESS_EDGE_SEED ?? 20261123);

for (const [flavour, [name, flags]] of Object.entries(FLAVOURS).entries())
  test.serial(`under the ${name} entry points every generated configuration comes out as in Traefik`, async (t) => {
    t.timeout(400_000);
    const traefik = await needTraefik(t, flags(await freePorts(4)));
    if (traefik === undefined) return;
    const each = Math.ceil(COUNT / Object.keys(FLAVOURS).length / BATCH);
    t.log(`seed ${SEED}, ${each * BATCH} configurations`);
    let routers = 0;
    let faulty = 0;
    for (let round = 0; round < each; round++) {
      const seed = SEED + flavour * 1000 + round;
      const batch = Array.from({ length: BATCH }, (_, at) => `c${round}x${at}`).map(
        (prefix, at) => fc.sample(configuration(prefix), { seed: seed * 100 + at, numRuns: 1 })[0] as Generated,
      );
      const containers = batch.flatMap((one) => one.containers);
      const file = fileOf(batch);
      const shown = await traefik.ask(containers, new Map([["routes.yml", file]]));
      const ours = resolveAs(traefik.args, containers, file);
      const found = differences(resolved(ours), comparable(shown));
      t.deepEqual(found.slice(0, 5), [], `seed ${seed}: ${found.length} differ`);
      routers += ours.routers.size;
      for (const router of ours.routers.values()) if (router.status !== "enabled") faulty += 1;
    }
    t.log(`${routers} routers, ${faulty} of them with faults`);
    t.true(routers > each * BATCH);
    t.true(faulty > each * 10 && faulty < routers * 0.95);
  });
