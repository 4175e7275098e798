import fc from "fast-check";
import type { Declared } from "./edge.ts";
import type { PortalRule } from "./servers.ts";
import type { Asked } from "./visit.ts";

/** A declaration whose names all begin with one prefix, and requests to its hosts. */
export interface Generated {
  readonly declared: Declared;
  readonly requests: readonly Asked[];
}

/** Picks with weights: the first choices are the likely ones. */
function often<T>(...choices: readonly [number, T][]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

const VPN = "127.0.100.0/24";
const CLIENTS: readonly [number, string][] = [
  [4, "127.0.0.9"],
  [4, "127.0.100.7"],
  [2, "127.0.50.3"],
  [1, "127.0.50.4"],
];
const PATHS: readonly [number, string][] = [
  [6, "/"],
  [4, "/api"],
  [3, "/api/v1/users"],
  [3, "/open"],
  [3, "/admin"],
  [2, "/admin/x"],
  [2, "/static/app.js"],
  [1, "/apix"],
  [1, "//admin"],
  [1, "/x/../admin"],
  [1, "/%61dmin"],
  [1, "/x/%2e%2E/api"],
  [1, "/api%2Fv1"],
  [1, "/a%20b"],
  [1, "/api/?token=1"],
  [1, "/open?mode=read;token=2"],
  [1, "/caf%C3%A9"],
  [1, "/api/."],
  [1, "/api/[1]'(2)*!"],
  [1, "/x%5Cy"],
  [1, "/%7Euser/"],
  [1, "/open/"],
];

function rule(host: string): fc.Arbitrary<string> {
  const name = `Host(\`${host}\`)`;
  return often(
    [6, name],
    [3, `${name} && PathPrefix(\`/api\`)`],
    [2, `${name} && PathPrefix(\`/admin\`)`],
    [1, `${name} && Path(\`/open\`)`],
    [1, `${name} && !PathPrefix(\`/static\`)`],
    [1, `${name} && PathRegexp(\`^/(api|admin)(/|$)\`)`],
    [1, `${name} && (Method(\`POST\`) || Method(\`OPTIONS\`))`],
    [1, `${name} && ClientIP(\`${VPN}\`)`],
    [1, `${name} && Header(\`X-Kind\`, \`a\`)`],
    [1, `${name} && HeaderRegexp(\`X-Kind\`, \`^[ab]$\`)`],
    [1, `${name} && Query(\`token\`)`],
    [1, `${name} && QueryRegexp(\`token\`, \`^[12]$\`)`],
    [1, `HostRegexp(\`^${host.replaceAll(".", "\\.")}$\`)`],
    [1, `HostRegexp(\`^[a-z0-9]+\\.${host.replaceAll(".", "\\.")}$\`)`],
    [1, `(${name} || Host(\`www.${host}\`)) && PathPrefix(\`/\`)`],
    [1, `${name} && PathPrefix(\`/a b\`)`],
    [1, `${name} && PathPrefix(\`/é\`) || ${name} && Path(\`/café\`)`],
  );
}

const MIDDLEWARES: fc.Arbitrary<object> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ forwardAuth: { address: "PORTAL" } }) },
  { weight: 3, arbitrary: fc.constant({ forwardAuth: { address: "PORTAL", trustForwardHeader: true } }) },
  fc.constant({ forwardAuth: { address: "PORTAL", authRequestHeaders: ["Accept", "Cookie"] } }),
  fc.constant({ forwardAuth: { address: "PORTAL", authRequestHeaders: ["X-Other"] } }),
  fc.constant({ forwardAuth: { address: "BOUNCER" } }),
  fc.constant({ forwardAuth: { address: "NOBODY" } }),
  { weight: 4, arbitrary: fc.constant({ ipAllowList: { sourceRange: [VPN] } }) },
  fc.constant({ ipAllowList: { sourceRange: ["0.0.0.0/0"] } }),
  fc
    .constantFrom<object>({ depth: 1 }, { depth: 2 }, { excludedIPs: ["127.0.50.0/24"] }, { excludedIPs: [VPN] })
    .map((ipStrategy) => ({ ipAllowList: { sourceRange: [VPN], ipStrategy } })),
  fc.constant({ ipAllowList: { sourceRange: [VPN], rejectStatusCode: 404 } }),
  fc.constant({ basicAuth: { users: ["a:$apr1$x$x"] } }),
  fc
    .record({
      scheme: fc.constantFrom("http", "https"),
      port: fc.constantFrom("", "443", "8443"),
      permanent: fc.boolean(),
    })
    .map((redirectScheme) => ({ redirectScheme })),
  fc
    .constantFrom(
      { regex: "^https?://([^/]+)/old/?(.*)", replacement: "https://$1/new/$2" },
      { regex: "^(https?)://[^/]+/admin(.*)$", replacement: "$1://portal.example.com$2" },
      { regex: "/api", replacement: "/API" },
      { regex: "x", replacement: "x" },
    )
    .map((redirectRegex) => ({ redirectRegex })),
  fc.constantFrom(["/api"], ["/ap", "/api"], ["/admin", "/api/"]).map((prefixes) => ({ stripPrefix: { prefixes } })),
  fc.constantFrom(["/[a-z]+"], ["^/api/v[0-9]"]).map((regex) => ({ stripPrefixRegex: { regex } })),
  fc.constant({ addPrefix: { prefix: "/open" } }),
  fc.constant({ replacePath: { path: "/open" } }),
  fc.constant({ replacePathRegex: { regex: "^/admin(.*)", replacement: "/open$1" } }),
  fc.constant({ headers: { stsSeconds: 10 } }),
  fc.constant({ headers: { accessControlAllowMethods: ["GET"], accessControlAllowOriginList: ["*"] } }),
  fc.constant({ headers: { customRequestHeaders: { "X-Forwarded-For": "127.0.100.1" } } }),
  fc.constant({ headers: { customRequestHeaders: { Accept: "", "X-Kind": "b" } } }),
  fc.constant({ compress: {} }),
  fc.constant({ retry: { attempts: 2 } }),
);

const PORTAL_RULE = (host: string): fc.Arbitrary<PortalRule> =>
  fc.record({
    domain: often([4, host], [1, "*.example.com"], [1, `www.${host}`]),
    resources: often([4, []], [2, ["^/open"]], [1, ["^/api([/?].*)?$"]], [1, ["^/admin", "^/static/.*\\.js$"]]),
    methods: often([5, []], [1, ["GET", "HEAD"]], [1, ["OPTIONS"]], [1, ["POST"]]),
    from: often([5, []], [1, ["127.0.100."]], [1, ["127.0.50."]]),
    groups: fc.constant<readonly string[]>([]),
    policy: often([2, "bypass"], [3, "one_factor"], [3, "two_factor"], [2, "deny"]),
  });

const ruleWithGroups = (host: string) =>
  fc
    .tuple(PORTAL_RULE(host), often<readonly string[]>([4, []], [1, ["staff"]], [1, ["admins"]]))
    .map(([one, groups]) => (one.policy === "bypass" ? one : { ...one, groups }));

/** One declaration with four or so routers and the requests to it. */
export function generated(prefix: string, requests: number): fc.Arbitrary<Generated> {
  const host = `${prefix}.example.com`;
  const names = ["m0", "m1", "m2"].map((name) => `${prefix}-${name}`);
  const router = fc
    .record({
      rule: rule(host),
      entryPoints: often([3, ["websecure"]], [2, ["web"]], [1, undefined]),
      tls: often<object | undefined>([3, {}], [1, undefined]),
      service: often([4, "one"], [4, "two"], [2, "three"], [1, "both"], [1, "copied"], [1, "noop@internal"]),
      middlewares: fc.array(fc.constantFrom(...names, `${prefix}-all`), { maxLength: 3 }),
      priority: often<number | undefined>([8, undefined], [1, 5], [1, 500]),
    })
    .map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)));
  const asked = fc.record({
    method: often([6, "GET"], [2, "POST"], [2, "OPTIONS"], [1, "HEAD"]),
    scheme: often<Asked["scheme"]>([3, "https"], [2, "http"]),
    host: often([10, host], [1, `www.${host}`], [1, host.toUpperCase()], [1, `${prefix}.example.org`]),
    path: often(...PATHS),
    from: often(...CLIENTS),
    headers: fc
      .array(
        fc.constantFrom<[string, string]>(
          ["Accept", "text/html,*/*;q=0.8"],
          ["Accept", "text/html"],
          ["Accept", "application/json"],
          ["Accept", "*/*"],
          ["X-Requested-With", "XMLHttpRequest"],
          ["X-Forwarded-For", "127.0.100.9"],
          ["X-Forwarded-For", "127.0.100.9, 127.0.50.3"],
          ["X-Forwarded-Proto", "https"],
          ["X-Forwarded-Proto", "http"],
          ["X-Forwarded-Uri", "/open"],
          ["X-Forwarded-Method", "OPTIONS"],
          ["X-Forwarded-Host", "auth.example.com"],
          ["X-Kind", "a"],
          ["X-Kind", "b"],
          ["Connection", "X-Kind"],
          ["Access-Control-Request-Method", "GET"],
          ["Origin", "https://x.example.com"],
        ),
        { maxLength: 4 },
      )
      .map((all) => Object.fromEntries(all)),
    as: often<string | undefined>([3, undefined], [1, "adam"], [1, "eve"]),
  });
  return fc.record({
    declared: fc
      .record({
        base: fc.array(fc.constantFrom(...names), { maxLength: 2 }),
        routers: fc.array(router, { minLength: 2, maxLength: 5 }),
        middlewares: fc.tuple(MIDDLEWARES, MIDDLEWARES, MIDDLEWARES),
        members: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 2 }),
        rules: fc.array(ruleWithGroups(host), { minLength: 1, maxLength: 4 }),
      })
      .map(({ base, routers, middlewares, members, rules }) => ({
        routers: {
          ...Object.fromEntries(routers.map((options, at) => [`${prefix}-r${at}`, options])),
          [`${prefix}-b0`]: { ...whole(host), tls: {}, entryPoints: ["websecure"], middlewares: base },
          [`${prefix}-b1`]: { ...whole(host), entryPoints: ["web"], middlewares: base },
        },
        middlewares: {
          ...Object.fromEntries(middlewares.map((options, at) => [names[at], options])),
          [`${prefix}-all`]: { chain: { middlewares: members } },
        },
        rules,
      })),
    requests: fc.array(asked, { minLength: requests, maxLength: requests }),
  });
}

/** What answers where no other router of a host does. */
function whole(host: string): object {
  return { rule: `Host(\`${host}\`) || Host(\`www.${host}\`)`, priority: 2, service: "three" };
}

/** Many declarations as one; rules of the wildcard domain go last, so that they take no other's hosts. */
export function together(all: readonly Generated[]): Declared {
  const rules = all.flatMap(({ declared }) => declared.rules);
  return {
    routers: Object.assign({}, ...all.map(({ declared }) => declared.routers)),
    middlewares: Object.assign({}, ...all.map(({ declared }) => declared.middlewares)),
    rules: [
      ...rules.filter(({ domain }) => !domain.startsWith("*")),
      ...rules.filter(({ domain }) => domain.startsWith("*")),
    ],
  };
}
