import fc from "fast-check";
import { stringify } from "yaml";
import type { DockerContainer } from "../../../../edge/traefik/dynamic/docker-container.ts";

/** One generated configuration: a few containers and what it adds to the file. All its names carry its prefix. */
export interface Generated {
  readonly containers: readonly DockerContainer[];
  readonly file: { readonly [section: string]: { readonly [name: string]: unknown } };
}

/** Picks with weights: the first choices are the likely ones. */
function often<T>(...choices: readonly [number, T][]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

const HOSTS = ["a.example.com", "B.example.com", "*.example.com", "münchen.example", "a", "x.", ""];
const PATHS = ["/", "/api", "api", "/a b", "/{id:[0-9]+}", "/{id", "/%2F", ""];
const PATTERNS = [
  "^/api/[0-9]+$",
  "(",
  "a{2000}",
  "^.+$",
  "[[:alpha:]]+",
  "(?i)x",
  "(?P<n>a)(?P<n>b)",
  "\\z",
  "{sub:[a-z]+}.example.com",
];
const ADDRESSES = [
  "10.0.0.0/8",
  "::1",
  "10.0.0.1",
  "10.0.0.0/33",
  "010.0.0.1",
  "nowhere",
  "::ffff:10.0.0.0/104",
  "fe80::1%eth0",
];

const value = (pool: readonly string[]) => fc.constantFrom(...pool);
const quoted = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, often<string>([8, "`"], [3, '"'], [1, "'"])).map(([inner, mark]) => `${mark}${inner}${mark}`);
const named = (names: readonly string[], ...values: fc.Arbitrary<string>[]) =>
  fc
    .tuple(fc.constantFrom(...names), fc.tuple(...values.map(quoted)), often([20, ""], [1, ","], [1, "..."], [1, "\n"]))
    .map(([name, texts, end]) => `${name}(${texts.join(", ")}${end})`);

const matcher = fc.oneof(
  { weight: 12, arbitrary: named(["Host", "host", "HOST", "Host", "hOST"], value(HOSTS.slice(0, 2))) },
  { weight: 2, arbitrary: named(["Host"], value(HOSTS)) },
  { weight: 2, arbitrary: named(["Host", "HostHeader", "Path", "Method"], value(HOSTS), value(HOSTS)) },
  { weight: 4, arbitrary: named(["PathPrefix", "Path", "pathprefix", "Pathprefix"], value(PATHS)) },
  { weight: 3, arbitrary: named(["HostRegexp", "PathRegexp", "hostregexp"], value(PATTERNS)) },
  { weight: 2, arbitrary: named(["Method"], value(["GET", "get", ""])) },
  { weight: 2, arbitrary: named(["ClientIP"], value(ADDRESSES)) },
  { weight: 1, arbitrary: named(["ClientIP"], value(ADDRESSES), value(ADDRESSES)) },
  {
    weight: 2,
    arbitrary: named(["Header", "Headers", "HeaderRegexp", "HeadersRegexp"], value(["X-A", ""]), value(PATTERNS)),
  },
  { weight: 2, arbitrary: named(["Query", "QueryRegexp"], value(["a", "a=b", "a=", "a={x}"])) },
  { weight: 1, arbitrary: named(["Query", "QueryRegexp"], value(["a", "b"]), value(PATTERNS)) },
  { weight: 1, arbitrary: named(["Unknown", "HostSNI", "Host.x", ""], value(HOSTS)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "Host()",
      "Host",
      "`a`",
      "Host(1)",
      "Host(Host(`a`))",
      "Host((`a`))",
      "(Host)(`a`)",
      "/* x */ Host(`a`)",
      "Host(`a`) // x",
      'Host("\\x61")',
      'Host("\\u00e9")',
    ),
  },
);

const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    { weight: 5, arbitrary: matcher },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          tie("tree"),
          often([3, " && "], [3, " || "], [1, "&&"], [1, " ||\n"], [1, "\n&& "], [1, " & "], [1, " and "]),
          tie("tree"),
        )
        .map(([a, op, b]) => a + op + b),
    },
    { weight: 1, arbitrary: tie("tree").map((inner) => `(${inner})`) },
    { weight: 1, arbitrary: tie("tree").map((inner) => `!(${inner})`) },
    { weight: 1, arbitrary: tie("tree").map((inner) => `!${inner}`) },
  ),
}));

/** Rules as people write them, and some with a character lost, doubled or put in. */
export const rule: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc
      .tuple(
        fc.constantFrom("a", "b", "c", "d"),
        fc.constantFrom("", " && PathPrefix(`/api`)", " || Host(`e.example`)", " && !Path(`/x`)"),
      )
      .map(([host, more]) => `Host(\`${host}.example\`)${more}`),
  },
  { weight: 6, arbitrary: tree },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tree, fc.nat(200))
      .map(([text, at]) => text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + 1)),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(tree, fc.nat(200), fc.constantFrom("(", ")", "`", '"', " ", "!", "\\", ";", "\t", "=", "é"))
      .map(([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1))),
  },
);

interface Pools {
  readonly routers: readonly string[];
  readonly services: readonly string[];
  readonly middlewares: readonly string[];
}

function pools(prefix: string): Pools {
  return {
    routers: [`${prefix}-r0`, `${prefix}-r1`, `${prefix.toUpperCase()}-R0`, `${prefix}-a`],
    services: [`${prefix}-s0`, `${prefix}-s1`, `${prefix}-a`],
    middlewares: [`${prefix}-m0`, `${prefix}-m1`],
  };
}

function reference(names: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...names), often([20, ""], [3, "@docker"], [3, "@file"], [1, "-missing"], [1, "@nowhere"]))
    .map(([name, end]) => name + end);
}

/** Options of a middleware by their path, most of them as they should be. */
function middleware({ middlewares, services }: Pools): fc.Arbitrary<Record<string, unknown>> {
  const list = fc.array(reference(middlewares), { minLength: 0, maxLength: 3 });
  const option = (type: string, key: string, ...values: unknown[]) =>
    fc.constantFrom(...values).map((each) => ({ [type]: { [key]: each } }));
  return fc.oneof(
    { weight: 3, arbitrary: list.map((members) => ({ chain: { middlewares: members } })) },
    option("basicAuth", "users", ["a:b"], ["a:b", "c"], ["a:b:c"]),
    option("digestAuth", "users", ["a:b:c"], ["a:b"]),
    option("forwardAuth", "address", "http://auth:9091/api", ""),
    option("forwardAuth", "authResponseHeadersRegex", "^Remote-", "("),
    option("ipAllowList", "sourceRange", ["10.0.0.0/8"], ["10.0.0.0/99"], ["x"], ["10.0.0.1", "::1"]),
    option("ipWhiteList", "sourceRange", ["10.0.0.0/8"], ["010.0.0.1"]),
    fc
      .constantFrom(200, 306, 403, 999)
      .map((code) => ({ ipAllowList: { sourceRange: ["10.0.0.0/8"], rejectStatusCode: code } })),
    fc
      .constantFrom(
        { depth: 1 },
        { excludedIPs: ["10.0.0.1"] },
        { excludedIPs: ["x"] },
        { ipv6Subnet: 64 },
        { ipv6Subnet: 129 },
      )
      .map((ipStrategy) => ({ ipAllowList: { sourceRange: ["10.0.0.0/8"], ipStrategy } })),
    option("headers", "stsSeconds", 0, 10),
    option("headers", "frameDeny", true, false),
    option("headers", "accessControlAllowOriginListRegex", ["^a$"], ["("]),
    fc.constant({ headers: { customRequestHeaders: { "X-A": "b", "X-B.c": "d" } } }),
    option("redirectScheme", "scheme", "https", ""),
    option("redirectRegex", "regex", "^http://(.*)", "("),
    option("replacePathRegex", "regex", "^/(.*)", " ( "),
    option("stripPrefix", "prefixes", ["/api"], []),
    option("stripPrefixRegex", "regex", ["/a/[0-9]+"], ["["]),
    option("addPrefix", "prefix", "/x", ""),
    option("replacePath", "path", "/x", ""),
    option("rateLimit", "average", 10, 0),
    option("rateLimit", "period", "1m", "-1s"),
    fc
      .constantFrom(
        { requestHost: true },
        { requestHost: true, requestHeaderName: "X" },
        { ipStrategy: { depth: 2 }, requestHost: true },
        { requestHeaderName: "X" },
      )
      .map((sourceCriterion) => ({ rateLimit: { average: 1, sourceCriterion } })),
    option("inFlightReq", "amount", 1, 10),
    option("retry", "attempts", 0, 3, -1),
    option("compress", "minResponseBodyBytes", 10),
    option("compress", "encodings", ["gzip"], ["zip"], ["zstd", "br"]),
    option("compress", "defaultEncoding", "gzip", "deflate"),
    option("compress", "excludedContentTypes", ["text/html"], ["a b"], ["text/html; charset=utf-8"]),
    fc
      .tuple(reference(services), fc.constantFrom(["500-599"], ["404"], ["x"], ["500-"]))
      .map(([service, status]) => ({ errors: { service, status, query: "/{status}" } })),
    fc.constant({ buffering: { maxRequestBodyBytes: 100 } }),
    fc.constant({ contentType: { autoDetect: true } }),
    fc.constant({ passTLSClientCert: { pem: true } }),
    fc.constant({ addPrefix: { prefix: "/a" }, replacePath: { path: "/b" } }),
    fc.constant({ plugin: { some: { option: "x" } } }),
  ) as fc.Arbitrary<Record<string, unknown>>;
}

/** Writes nested options as labels. */
function labelsOf(path: string, options: unknown): [string, string][] {
  if (Array.isArray(options)) return [[path, options.join(",")]];
  if (typeof options !== "object" || options === null) return [[path, String(options)]];
  return Object.entries(options).flatMap(([key, inner]) => labelsOf(`${path}.${key}`, inner));
}

const ENTRY_POINTS = often<string | undefined>(
  [4, undefined],
  [4, "web"],
  [4, "websecure"],
  [3, "web,websecure"],
  [1, "nope"],
  [1, "web, nope"],
  [1, ""],
  [1, "Web"],
  [1, "traefik"],
  [1, "web,web"],
  [1, "dgram"],
);
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

function routerLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
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

function serviceLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
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

function middlewareLabels(pool: Pools): fc.Arbitrary<[string, string][]> {
  return fc
    .tuple(fc.constantFrom(...pool.middlewares), middleware(pool))
    .map(([name, options]) => labelsOf(`traefik.http.middlewares.${name}`, options));
}

/** Labels that go wrong in other ways; most of them take all labels of the container with them. */
function oddLabels(prefix: string): fc.Arbitrary<[string, string][]> {
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

function container(prefix: string, letter: string, pool: Pools): fc.Arbitrary<DockerContainer> {
  return fc
    .record({
      enable: often<string | undefined>([10, "true"], [3, undefined], [1, "false"], [1, "1"], [1, "nope"], [1, "TRUE"]),
      routers: fc.array(routerLabels(pool), { maxLength: 2 }),
      services: fc.array(serviceLabels(pool), { maxLength: 2 }),
      middlewares: fc.array(middlewareLabels(pool), { maxLength: 2 }),
      odd: fc.oneof({ weight: 4, arbitrary: fc.constant<[string, string][]>([]) }, oddLabels(prefix)),
      compose: often([4, false], [1, true]),
      team: often([3, "a"], [1, "b"]),
      status: often([12, "running"], [1, "exited"], [1, "created"]),
      health: often<DockerContainer["health"]>([8, ""], [2, "healthy"], [1, "unhealthy"], [1, "starting"], [1, "none"]),
      networkMode: often(
        [10, "bridge"],
        [1, letter === "a" ? "bridge" : `container:${prefix}-a`],
        [1, "container:nobody"],
      ),
      networks: often<[string, string][]>(
        [6, [["edge", "127.9.0.1"]]],
        [
          2,
          [
            ["edge", "127.9.0.1"],
            ["web", "127.9.0.1"],
          ],
        ],
        [1, []],
        [1, [["edge", ""]]],
        [1, [["six", "::1"]]],
      ),
      ports: often<DockerContainer["ports"]>(
        [4, [{ port: 80, binding: undefined }]],
        [
          2,
          [
            { port: 9000, binding: undefined },
            { port: 3000, binding: { ip: "127.0.0.1", port: "33000" } },
          ],
        ],
        [1, []],
        [1, [{ port: 80, binding: { ip: "0.0.0.0", port: "8080" } }]],
      ),
    })
    .map(({ enable, routers, services, middlewares, odd, compose, team, networks, ...rest }) => {
      const labels = new Map<string, string>([
        ["team", team],
        ...routers.flat(),
        ...services.flat(),
        ...middlewares.flat(),
        ...odd,
      ]);
      if (enable !== undefined) labels.set("traefik.enable", enable);
      if (compose) {
        labels.set("com.docker.compose.project", `p_${prefix}`);
        labels.set("com.docker.compose.service", `svc.${letter}`);
      }
      const name = `${prefix}-${letter}`;
      return {
        ...rest,
        id: name,
        name,
        labels,
        networks: new Map(networks),
        declared: undefined,
        labelFields: new Map<string, string>(),
      };
    });
}

/** What goes into the file: services of every kind that lead nowhere in a circle, routers and middlewares. */
function file(prefix: string, pool: Pools): fc.Arbitrary<Generated["file"]> {
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

/** One configuration whose names all begin with the prefix. */
export function configuration(prefix: string): fc.Arbitrary<Generated> {
  const pool = pools(prefix);
  return fc.record({
    containers: fc
      .tuple(container(prefix, "a", pool), fc.option(container(prefix, "b", pool), { nil: undefined, freq: 1 }))
      .map((all) => all.filter((each) => each !== undefined)),
    file: file(prefix, pool),
  });
}

/** One file for many configurations, with what all of them may name, and the marker of the round. */
export function fileOf(all: readonly Generated[]): string {
  const section = (key: string) => Object.assign({}, ...all.map((each) => each.file[key]));
  return stringify({
    http: {
      routers: {
        marker: { rule: "MARKER_RULE", entryPoints: ["traefik"], service: "noop@internal" },
        ...section("routers"),
      },
      middlewares: { "entry-guard": { ipAllowList: { sourceRange: ["10.0.0.0/8"] } }, ...section("middlewares") },
      services: section("services"),
      serversTransports: { skip: { insecureSkipVerify: true } },
    },
    tls: { options: { strict: { minVersion: "VersionTLS12" } } },
  });
}
