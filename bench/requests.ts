import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { ANONYMOUS } from "../edge/authelia/decide.ts";
import type { Visit } from "../edge/request/journey.ts";
import { travellerOf } from "../edge/request/of-stack.ts";
import { routesOf } from "../edge/request/routes.ts";
import { edgesOf } from "../edge/traefik/of-stack.ts";
import { readEstate } from "../gate/routes.ts";
import { median } from "./measure.ts";

/** Microseconds for one request. */
const GOAL = 50;
const ROUND = 2000;

/** Requests to every name of the estate, and what proving all its routes takes. */
export async function benchRequests(): Promise<void> {
  const folder = fileURLToPath(new URL("../", import.meta.url));
  const { stacks, vpn } = await readEstate({ files: [], folder, stacks: [] });
  for (const stack of stacks) {
    const [edge] = edgesOf(stack);
    const traveller = edge === undefined ? undefined : travellerOf(edge, stack);
    if (edge === undefined || traveller === undefined) throw new Error(`${stack.name} has no edge that is known`);
    const start = performance.now();
    const routes = routesOf(stack, vpn);
    const proving = performance.now() - start;
    const visits = routes.map(({ host, path }) => visitTo(host, path));
    const round = () => {
      const begin = performance.now();
      for (let at = 0; at < ROUND; at++) traveller.travel(visits[at % visits.length] as Visit);
      return ((performance.now() - begin) / ROUND) * 1000;
    };
    const first = round();
    const time = median(Array.from({ length: 15 }, round));
    console.log(
      `${stack.name}: ${time.toFixed(1)} microseconds a request (goal ${GOAL}, ${time <= GOAL ? "held" : "missed"}), ${first.toFixed(1)} in the first ${ROUND}; ${routes.length} routes proved in ${proving.toFixed(0)} ms`,
    );
  }
}

function visitTo(host: string, path: string): Visit {
  const headers = new Map([["accept", ["text/html"]]]);
  const to = { method: "GET", scheme: "https", host, port: 443, path, query: "" } as const;
  return { ...to, client: "203.0.113.9", headers, visitor: ANONYMOUS };
}
