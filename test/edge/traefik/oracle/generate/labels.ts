import fc from "fast-check";
import { ENTRY_POINTS } from "./entry-points.ts";
import { middleware } from "./middleware.ts";
import { often } from "./often.ts";
import { type Pools, reference } from "./pools.ts";
import { rule } from "./rule.ts";

const PRIORITY = often<string | undefined>(
  [12, undefined],
  [2, "10"],
  [1, "0"],
  [1, "-5"],
  [1, "9223372036854775807"],
  [1, "9223372036854774806"],
  [1, "9223372036854774807"],
  [1, "abc"],
  [1, "1.5"],
  [1, " 7"],
);

export function routerLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
  return fc
    .record({
      name: fc.constantFrom(...pool.routers),
      rule: fc.option(rule, { freq: 6 }),
      entrypoints: ENTRY_POINTS,
      middlewares: fc.option(fc.array(reference(pool.middlewares), { maxLength: 2 }), { freq: 1 }),
      service: fc.option(
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(null) },
          { weight: 5, arbitrary: reference(pool.services) },
          fc.constantFrom(
            "api@internal",
            "noop@internal",
            "ping@internal",
            "dashboard@internal",
            "rest@internal",
            "prometheus@internal",
            "acme-http@internal",
            "x@internal",
          ),
        ),
        { freq: 1 },
      ),
      priority: PRIORITY,
      tls: often<[string, string] | undefined>(
        [10, undefined],
        [3, ["tls", "true"]],
        [1, ["tls", "false"]],
        [1, ["tls", ""]],
        [2, ["tls.certresolver", "cf"]],
        [1, ["tls.options", "default"]],
        [1, ["tls.options", "nope"]],
        [1, ["tls.options", "strict@file"]],
        [1, ["tls.domains[0].main", "a.example.com"]],
      ),
      rulesyntax: often<string | undefined>([12, undefined], [2, "v2"], [1, "v3"], [1, "other"]),
      spelling: often([6, "routers"], [1, "Routers"]),
    })
    .map(({ name, tls, spelling, rule: text, middlewares, ...options }) => {
      const base = `traefik.http.${spelling}.${name}`;
      const labels: [string, string][] = [];
      if (text !== null) labels.push([`${base}.rule`, text]);
      if (middlewares !== null) labels.push([`${base}.middlewares`, middlewares.join(", ")]);
      if (tls !== undefined) labels.push([`${base}.${tls[0]}`, tls[1]]);
      for (const [key, each] of Object.entries(options))
        if (each !== undefined && each !== null) labels.push([`${base}.${key}`, each]);
      return labels;
    });
}

export function serviceLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
  return fc
    .tuple(
      fc.constantFrom(...pool.services),
      fc.array(
        often<[string, string]>(
          [8, ["server.port", "8080"]],
          [1, ["server.port", "9090"]],
          [1, ["server.scheme", "https"]],
          [1, ["server.url", "http://127.0.0.1:81"]],
          [1, ["passhostheader", "false"]],
          [1, ["sticky", "true"]],
          [1, ["sticky.cookie.name", "c"]],
          [1, ["strategy", "p2c"]],
          [1, ["strategy", "nope"]],
          [1, ["serverstransport", "skip@file"]],
          [1, ["serverstransport", "nope"]],
          [1, ["server.weight", "3"]],
          [1, ["server.port", ""]],
          [1, ["servers[0].url", "http://127.0.0.1:1"]],
        ),
        { minLength: 1, maxLength: 3 },
      ),
    )
    .map(([name, options]) =>
      options.map(([key, each]) => [`traefik.http.services.${name}.loadbalancer.${key}`, each]),
    );
}

export function middlewareLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
  return fc
    .tuple(fc.constantFrom(...pool.middlewares), middleware(pool))
    .map(([name, options]) => labelsOf(`traefik.http.middlewares.${name}`, options));
}

/** Writes nested options as labels. */
function labelsOf(path: string, options: unknown): [string, string][] {
  if (Array.isArray(options)) return [[path, options.join(",")]];
  if (typeof options !== "object" || options === null) return [[path, String(options)]];
  return Object.entries(options).flatMap(([key, inner]) => labelsOf(`${path}.${key}`, inner));
}

/** Labels that go wrong in other ways; most of them take all labels of the container with them. */
export function oddLabels(prefix: string): fc.Arbitrary<[string, string][]> {
  return fc.constantFrom<[string, string][]>(
    [],
    [[`traefik.http.routers.${prefix}-r0.rules`, "Host(`a`)"]],
    [[`traefik.http.routers.${prefix}-r0`, "true"]],
    [[`traefik.http.middlewares.${prefix}-m0`, ""]],
    [[`traefik.http.services.${prefix}-s0.weighted.services[0].name`, "x"]],
    [["traefik.http", ""]],
    [["traefik.http..routers.x.rule", "Host(`a`)"]],
    [["Traefik.http.routers.x.rule", "Host(`a`)"]],
    [["traefik.httpx.routers.x.rule", "Host(`a`)"]],
    [[`traefik.tcp.routers.${prefix}-t.rule`, "HostSNI(`*`)"]],
    [[`traefik.tcp.services.${prefix}-t.loadbalancer.server.port`, "1"]],
    [[`traefik.udp.services.${prefix}-u.loadbalancer.server.port`, "1"]],
    [[`traefik.http.serverstransports.${prefix}.insecureskipverify`, "true"]],
    [["traefik.docker.network", "edge"]],
    [["traefik.docker.network", "nowhere"]],
    [["traefik.docker.nothing", "x"]],
    [["traefik.docker.allownonrunning", "true"]],
    [["traefik.enabled", "true"]],
    [["team", "a"]],
  );
}
