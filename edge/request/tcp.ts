import { parseRule } from "../traefik/rule/parse.ts";
import { SPELLINGS } from "../traefik/rule/read.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import type { Router, RuntimeConfiguration, TcpRouter } from "../traefik/runtime.ts";

/** A TCP router before the HTTP routers of an entry point; `maybe` where nobody reads its rule here. */
export interface Taken {
  readonly router: TcpRouter;
  readonly maybe: boolean;
}

/**
 * The TCP routers of one entry point. Plain connections go to them first. Of TLS connections those go first to HTTP
 * whose name an HTTPS router asks for, then to a TCP router of that name, then to HTTPS routers without a name, and
 * only then to a TCP router of any name (pkg/server/router/tcp/router.go, `ServeTCP`).
 */
export class TcpRouters {
  readonly #routers: readonly TcpRouter[];
  readonly #httpsNames: ReadonlySet<string>;
  readonly #anyHttps: boolean;

  constructor({ tcpRouters, routers }: RuntimeConfiguration, entryPoint: string) {
    this.#routers = [...tcpRouters.values()].filter(
      (one) => one.entryPoints.includes(entryPoint) && one.service !== undefined && one.rule !== "",
    );
    const names = new Set<string>();
    let any = false;
    if (this.#routers.length > 0)
      for (const router of routers.values()) {
        if (router.tls === undefined || !router.using.includes(entryPoint)) continue;
        const own = hostsOf(router);
        if (own === undefined) continue;
        if (own.length === 0) any = true;
        for (const name of own) names.add(name);
      }
    this.#httpsNames = names;
    this.#anyHttps = any;
  }

  /** Who takes a connection before HTTP; undefined where nobody does. */
  take(tls: boolean, name: string): Taken | undefined {
    const routers = this.#routers.filter((router) => router.tls === tls);
    if (routers.length === 0) return undefined;
    const host = name.toLowerCase();
    if (tls && this.#httpsNames.has(host)) return undefined;
    const taking = routers.flatMap((router) => {
      const names = sniNames(router.rule);
      if (names === undefined) return [{ router, maybe: true, any: false }];
      const any = names.includes("*");
      return any || names.includes(host) ? [{ router, maybe: false, any }] : [];
    });
    const found = taking.find(({ any, maybe }) => !any && !maybe) ?? taking.find(({ maybe }) => maybe) ?? taking[0];
    if (found === undefined || (tls && found.any && this.#anyHttps)) return undefined;
    return { router: found.router, maybe: found.maybe };
  }
}

/** Names of a rule that is made of `HostSNI` and `||` only; undefined for any other. */
function sniNames(rule: string): string[] | undefined {
  const names: string[] = [];
  const one = String.raw`\s*HostSNI\(\s*[\x60"]([^\x60"]{1,255})[\x60"]\s*\)\s*`;
  if (rule.length > 10_000 || !new RegExp(`^${one}(?:\\|\\|${one})*$`, "i").test(rule)) return undefined;
  for (const [, name = ""] of rule.matchAll(/[`"]([^`"]+)[`"]/g)) names.push(name.toLowerCase());
  return names;
}

/** The values of all `Host` matchers of a rule; undefined where it cannot be read. */
function hostsOf({ rule }: Router): string[] | undefined {
  try {
    const hosts: string[] = [];
    const work = [parseRule(rule, SPELLINGS)];
    for (let node = work.pop(); node !== undefined; node = work.pop())
      if (node.kind !== "matcher") work.push(node.left, node.right);
      else if (node.matcher.name === "Host") hosts.push(...node.matcher.values.map((value) => value.toLowerCase()));
    return hosts;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}
