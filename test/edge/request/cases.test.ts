import test from "ava";
import { describeEnd, type Journey } from "../../../edge/request/journey.ts";
import { type Case, readCases } from "./oracle/case.ts";
import { entryPointFlags, NO_SERVERS, RunningEdge, simulator } from "./oracle/edge.ts";
import { foreseen, seen, send, visitOf } from "./oracle/visit.ts";

const CASES = readCases();
const PORTS = { web: 80, websecure: 443 };
/** What every Traefik of the tests is started with. */
const ALWAYS = ["--api.insecure=true", "--entrypoints.traefik.address=127.0.0.1:1", "--providers.file.directory=/x"];

/** `app@file served by one@file`; nothing before it where no router takes the request. */
const words = ({ router, end }: Journey) => [router, describeEnd(end)].filter((word) => word !== undefined).join(" ");

for (const { name, flags, declared, requests } of CASES)
  test(name, (t) => {
    const traveller = simulator([...ALWAYS, ...entryPointFlags(PORTS), ...flags], declared, NO_SERVERS, PORTS);
    for (const { asked, says, expect } of requests) t.is(words(traveller.travel(visitOf(asked, PORTS))), expect, says);
  });

test.serial("every request of the cases gets from a real Traefik what the simulator says", async (t) => {
  t.timeout(120_000);
  for (const [, cases] of Map.groupBy(CASES, ({ flags }) => flags.join(" "))) {
    const [first] = cases as [Case];
    const edge = await RunningEdge.start(t, first.flags);
    if (edge === undefined) return;
    let number = 0;
    for (const { name, declared, requests } of cases) {
      const traveller = await edge.declare(declared);
      for (const { asked, says } of requests) {
        const journey = traveller.travel(visitOf(asked, edge.ports));
        const expected = foreseen(journey);
        if (expected === undefined) continue;
        const answer = await send(asked, edge.ports, ++number);
        const took = await edge.routers([number]);
        // Traefik's log leaves out what its own services answer.
        const router = took.has(number) ? took.get(number) : expected.router;
        t.deepEqual(seen(answer, router), expected, `${name}: ${says}`);
      }
    }
    await edge.stop();
  }
});
