import { providerOf, qualify } from "../../../../edge/traefik/runtime/provider-names.ts";
import type { RuntimeConfiguration } from "../../../../edge/traefik/runtime.ts";
import type { Shown, ShownConfiguration } from "./traefik.ts";

type Comparable = Record<string, Record<string, unknown>>;

/** What must be equal of every router, service and middleware: name, rule, priority, entry points, chain, status, error or not. */
export function comparable(shown: ShownConfiguration): Record<"routers" | "services" | "middlewares", Comparable> {
  return {
    routers: table(shown.routers, (each) => ({
      rule: each.rule,
      // A router that was never built keeps no computed priority; only the resolver says it then.
      priority: each.priority ?? String(Buffer.byteLength(each.rule ?? "")),
      entryPoints: [...(each.entryPoints ?? [])],
      using: each.using === undefined ? [] : [...each.using].sort(),
      middlewares: (each.middlewares ?? []).map((name) => qualify(name, providerOf(each.name))),
      service: each.service === undefined ? undefined : qualify(each.service, providerOf(each.name)),
      tls: each.tls !== undefined,
      status: each.status,
      error: each.error !== undefined,
    })),
    services: table(shown.services, (each) => ({
      servers: (each.loadBalancer?.servers ?? []).flatMap(({ url }) => url ?? []).sort(),
      usedBy: [...(each.usedBy ?? [])].filter((name) => !name.startsWith("marker@")).sort(),
      status: each.status,
      error: each.error !== undefined,
    })),
    middlewares: table(shown.middlewares, (each) => ({
      members: (each.chain?.middlewares ?? []).map((name) => qualify(name, providerOf(each.name))),
      usedBy: [...(each.usedBy ?? [])].filter((name) => !name.startsWith("marker@")).sort(),
      status: each.status,
      error: each.error !== undefined,
    })),
  };
}

/** The same of the resolver. */
export function resolved(runtime: RuntimeConfiguration): ReturnType<typeof comparable> {
  return {
    routers: table(runtime.routers, (each) => ({
      rule: each.rule === "" ? undefined : each.rule,
      priority: String(each.priority),
      entryPoints: [...each.entryPoints],
      using: [...each.using],
      middlewares: [...each.middlewares],
      service: each.service,
      tls: each.tls !== undefined,
      status: each.status,
      error: each.faults.length > 0,
      anyOf: each.faults.length > 0 && each.faults.every(({ kind }) => kind === "tls-conflict"),
    })),
    services: table(runtime.services, (each) => ({
      servers: each.servers.map(({ url }) => url).sort(),
      usedBy: each.usedBy.filter((name) => !name.startsWith("marker@")),
      status: each.status,
      error: each.faults.length > 0,
    })),
    middlewares: table(runtime.middlewares, (each) => ({
      members: [...each.members],
      usedBy: each.usedBy.filter((name) => !name.startsWith("marker@")),
      status: each.status,
      error: each.faults.length > 0,
    })),
  };
}

function table<T>(map: ReadonlyMap<string, T>, row: (each: T) => Record<string, unknown>): Comparable {
  const rows: Comparable = Object.create(null) as Comparable;
  for (const name of [...map.keys()].sort())
    if (!name.startsWith("marker@") && !/-marker@/.test(name)) rows[name] = row(map.get(name) as T);
  return rows;
}

/** Rows that differ, as `kind name: ours / theirs`. */
export function differences(ours: ReturnType<typeof comparable>, theirs: ReturnType<typeof comparable>): string[] {
  const found: string[] = [];
  for (const kind of ["routers", "services", "middlewares"] as const)
    for (const name of new Set([...Object.keys(ours[kind]), ...Object.keys(theirs[kind])])) {
      const [one, other] = [ours[kind][name], theirs[kind][name]];
      // Of routers that disagree about TLS Traefik warns one of each option, whichever comes last.
      if (one?.anyOf === true && other?.status === "enabled") Object.assign(one, { status: "enabled", error: false });
      if (one !== undefined) delete one.anyOf;
      const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
      if (a !== b) found.push(`${kind} ${name}:\n  resolver ${a}\n  traefik  ${b}`);
    }
  return found;
}

export type { Shown };
