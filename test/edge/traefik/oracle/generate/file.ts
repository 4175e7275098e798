import fc from "fast-check";
import { ENTRY_POINTS } from "./entry-points.ts";
import { middleware } from "./middleware.ts";
import { type Pools, reference } from "./pools.ts";
import { rule } from "./rule.ts";

/** Sections of the file, and what each of their names is. */
export interface FileSections {
  readonly [section: string]: { readonly [name: string]: unknown };
}

/** What goes into the file: services of every kind that lead nowhere in a circle, routers and middlewares. */
export function file(prefix: string, pool: Pools): fc.Arbitrary<FileSections> {
  const leaf = `${prefix}-f0`;
  const service = fc.constantFrom<unknown>(
    { loadBalancer: { servers: [{ url: "http://127.0.0.1:1" }] } },
    {
      loadBalancer: {
        servers: [{ url: "http://127.0.0.1:1" }, { url: "http://127.0.0.1:2" }],
        serversTransport: "skip",
      },
    },
    { loadBalancer: { servers: [{ url: ":bad" }] } },
    { loadBalancer: { strategy: "hrw" } },
    { weighted: { services: [{ name: leaf }, { name: `${prefix}-s0@docker`, weight: 3 }] } },
    { weighted: { services: [{ name: leaf }], healthCheck: {} } },
    { weighted: { services: [{ name: "missing" }] } },
    { mirroring: { service: leaf, mirrors: [{ name: leaf, percent: 10 }] } },
    { mirroring: { service: leaf, mirrors: [{ name: leaf, percent: 101 }] } },
    { failover: { service: leaf, fallback: leaf } },
    { highestRandomWeight: { services: [{ name: leaf }] } },
    { loadBalancer: { servers: [{ url: "http://127.0.0.1:1" }] }, weighted: { services: [{ name: leaf }] } },
  );
  const router = fc
    .record({
      rule: fc.option(rule, { freq: 8, nil: undefined }),
      entryPoints: ENTRY_POINTS.map((text) => text?.split(",").map((each) => each.trim())),
      middlewares: fc.option(fc.array(reference(pool.middlewares), { maxLength: 3 }), { nil: undefined }),
      service: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(leaf, `${prefix}-f1`) },
        reference(pool.services),
        fc.constantFrom(undefined, "api@internal"),
      ),
      priority: fc.constantFrom(undefined, undefined, 5, 0, -1),
      tls: fc.constantFrom<unknown>(
        undefined,
        undefined,
        undefined,
        {},
        { options: "strict" },
        { options: "nope" },
        { certResolver: "cf" },
      ),
      ruleSyntax: fc.constantFrom(undefined, undefined, undefined, undefined, "v2"),
    })
    .map((options) => Object.fromEntries(Object.entries(options).filter(([, each]) => each !== undefined)));
  return fc
    .record({
      routers: fc.array(router, { maxLength: 2 }),
      middlewares: fc.array(middleware(pool), { maxLength: 2 }),
      second: service,
    })
    .map(({ routers, middlewares, second }) => ({
      routers: Object.fromEntries(routers.map((each, at) => [`${prefix}-q${at}`, each])),
      middlewares: Object.fromEntries(middlewares.map((each, at) => [`${prefix}-m${at}`, each])),
      services: {
        [leaf]: { loadBalancer: { servers: [{ url: "http://127.0.0.1:1" }] } },
        [`${prefix}-f1`]: second,
      },
    }));
}
