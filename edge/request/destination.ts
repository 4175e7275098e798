import type { Container } from "../../model/container.ts";
import { member, whole } from "../traefik/dynamic/declared.ts";
import type { RuntimeConfiguration, Server, Service } from "../traefik/runtime.ts";
import type { End, Step } from "./journey.ts";

/** Whether Traefik reaches a server; `chance` where it takes any of several networks. */
export type Reach = "yes" | "no" | "chance";

/** Services that lead to services, deeper or more than people write them, are followed no further. */
const MOST_SERVICES = 1000;

/** Where a router's service leads a request. */
export function destinationOf(
  runtime: RuntimeConfiguration,
  name: string | undefined,
  reach: (server: Server) => Reach,
): { readonly step: Step; readonly end: End } {
  const at = "service" as const;
  const broken = (status: number, says: string, which = name ?? "-") => ({
    step: { at, name: which, says },
    end: { kind: "broken", status } as const,
  });
  const unknown = (says: string) => ({ step: { at, name: name ?? "-", says }, end: { kind: "unknown" } as const });
  if (name === undefined) return broken(404, "has no service");
  if (name === "noop@internal") return broken(418, "answers nothing");
  if (name.endsWith("@internal"))
    return {
      step: { at, name, says: "is Traefik's own" },
      end: { kind: "served", service: name, container: undefined },
    };
  if (!runtime.services.has(name)) return broken(404, "does not exist");
  const servers = serversBelow(runtime, name);
  if (servers === undefined) return unknown("leads to more services than anybody follows");
  const [first] = servers;
  if (first === undefined) return broken(503, "has no server");
  const reaches = servers.map(reach);
  const where = nameOf(first);
  if (reaches.every((one) => one === "no"))
    return broken(504, `leads to ${where}, with which Traefik shares no network`);
  if (reaches.some((one) => one !== "yes"))
    return unknown(`leads to ${where} over any of several networks, and Traefik is not in all of them`);
  const owners = new Set<Container | undefined>(servers.map(({ container }) => container));
  const shared = owners.size > 1;
  return {
    step: {
      at,
      name,
      says: shared ? `leads to ${servers.map(nameOf).join(" or ")}, one after the other` : `leads to ${where}`,
    },
    end: { kind: "served", service: name, container: shared ? undefined : first.container },
  };
}

function nameOf({ container, url }: Server): string {
  return container?.name ?? (URL.canParse(url) ? new URL(url).host : "an address");
}

/** The servers that may answer; undefined where there are too many services on the way. */
function serversBelow({ services }: RuntimeConfiguration, name: string): readonly Server[] | undefined {
  const servers: Server[] = [];
  const seen = new Set<string>();
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (seen.size > MOST_SERVICES) return undefined;
    const service = services.get(next);
    if (service === undefined) continue;
    servers.push(...service.servers);
    waiting.push(...answering(service).toReversed());
  }
  return servers;
}

/** Children that answer: of a mirror the first, of a failover the first, of weights those that have one. */
function answering({ type, children, options }: Service): readonly string[] {
  if (type === "mirroring" || type === "failover") return children.slice(0, 1);
  if (type !== "weighted") return children;
  const services = member(options, "weighted")?.services;
  const weights = Array.isArray(services) ? services : [];
  return children.filter((_, index) => weights[index] === undefined || whole(weights[index], "weight") > 0n);
}
