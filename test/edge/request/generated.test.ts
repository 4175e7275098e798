import { isDeepStrictEqual } from "node:util";
import test from "ava";
import fc from "fast-check";
import { RunningEdge } from "./oracle/edge.ts";
import { type Generated, generated, together } from "./oracle/generate.ts";
import { type Asked, foreseen, seen, send, visitOf } from "./oracle/visit.ts";

/** Requests in all; `npm run test:edge` sends the full number. */
const COUNT = process.env.READINESS_EDGE === "full" ? 3000 : 600;
/** So many declarations share one round of Traefik, with so many requests each. */
const BATCH = 20;
const REQUESTS = 10;
const SEED = Number(process.env.READINESS_EDGE_SEED ?? 20261124);
const AT_ONCE = 8;

const FLAVOURS: Readonly<Record<string, readonly string[]>> = {
  plain: [],
  "trusting and redirecting": [
    "--entrypoints.web.forwardedheaders.trustedips=127.0.50.0/30",
    "--entrypoints.websecure.forwardedheaders.insecure=true",
    "--entrypoints.websecure.http.tls=true",
    "--entrypoints.websecure.http.sanitizepath=false",
    "--entrypoints.websecure.http.encodedcharacters.allowencodedslash=true",
    "--entrypoints.web.http.encodequerysemicolons=true",
  ],
};

for (const [flavour, [name, flags]] of Object.entries(FLAVOURS).entries())
  test.serial(`under ${name} entry points every generated request comes out as in Traefik`, async (t) => {
    t.timeout(400_000);
    const edge = await RunningEdge.start(t, flags);
    if (edge === undefined) return;
    const rounds = Math.ceil(COUNT / Object.keys(FLAVOURS).length / BATCH / REQUESTS);
    t.log(`seed ${SEED}, ${rounds * BATCH * REQUESTS} requests`);
    const ends = new Map<string, number>();
    let number = 0;
    for (let round = 0; round < rounds; round++) {
      const seed = SEED + flavour * 1000 + round;
      const batch = Array.from(
        { length: BATCH },
        (_, at) =>
          fc.sample(generated(`d${round}x${at}`, REQUESTS), { seed: seed * 100 + at, numRuns: 1 })[0] as Generated,
      );
      const traveller = await edge.declare(together(batch));
      const all = batch.flatMap(({ requests }) => requests).map((asked) => ({ asked, number: ++number }));
      const answers = new Map<number, Awaited<ReturnType<typeof send>>>();
      const queue = [...all];
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift())
            answers.set(next.number, await send(next.asked, edge.ports, next.number));
        }),
      );
      const took = await edge.routers(all.map((each) => each.number));
      const wrong: object[] = [];
      for (const { asked, number: own } of all) {
        const journey = traveller.travel(visitOf(asked, edge.ports));
        const { kind } = journey.end;
        ends.set(kind, (ends.get(kind) ?? 0) + 1);
        const expected = foreseen(journey);
        // Chance decides between routers of one priority, and then either is right.
        if (expected === undefined && journey.steps.some(({ says }) => says.endsWith("chance decides"))) continue;
        const router = took.has(own) ? took.get(own) : expected?.router;
        const real = seen(answers.get(own) as Awaited<ReturnType<typeof send>>, router);
        const alike = journey.steps.some(({ says }) => says.endsWith("does with the same end"));
        if (!isDeepStrictEqual(expected, alike && expected ? { ...real, router: expected.router } : real))
          wrong.push({
            asked: written(asked),
            simulator: expected ?? journey.steps,
            traefik: real,
            steps: journey.steps.map((step) => `${step.name} ${step.says}`),
          });
      }
      t.deepEqual(wrong.slice(0, 3), [], `seed ${seed}: ${wrong.length} of ${all.length} differ`);
    }
    t.log([...ends].map(([kind, count]) => `${count} ${kind}`).join(", "));
    // Few requests need not meet every end.
    const kinds =
      number < 1000 ? ["served", "refused", "nothing"] : ["served", "login", "refused", "redirected", "nothing"];
    for (const kind of kinds) t.true((ends.get(kind) ?? 0) > 5, kind);
    t.true((ends.get("unknown") ?? 0) < number / 10);
  });

function written({ method, scheme, host, path, from, headers, as }: Asked): string {
  return `${method} ${scheme}://${host}${path} from ${from} as ${as ?? "nobody"} ${JSON.stringify(headers)}`;
}
