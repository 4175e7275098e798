import test from "ava";
import { explain, QuestionError } from "../../../edge/request/explain.ts";
import type { Route } from "../../../edge/request/routes.ts";
import { allRoutes } from "../../../edge/request/unproved.ts";
import { ranges } from "../../../model/address.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import type { Stack } from "../../../model/stack.ts";

const VPN = ranges(["100.64.0.0/10"]);

const FILE = `
http:
  middlewares:
    login: { forwardAuth: { address: "http://authelia:9091/api/authz/forward-auth" } }
    vpn: { ipAllowList: { sourceRange: [100.64.0.0/10] } }
    half: { ipAllowList: { sourceRange: [100.64.0.0/11] } }
    bridge: { ipAllowList: { sourceRange: [100.64.0.0/10, 172.18.0.0/16] } }
    away: { redirectRegex: { regex: "^https://[^/]+/(.*)", replacement: "https://www.example.com/$$1" } }
    password: { basicAuth: { users: ["a:b"] } }
`;
const LOGIN = `
session: { cookies: [{ domain: example.com, authelia_url: "https://auth.example.com" }] }
access_control:
  default_policy: deny
  rules:
    - { domain: admin.example.com, subject: "group:admins", policy: two_factor }
    - { domain: "*.example.com", policy: two_factor }
`;
const indented = (text: string) => text.replaceAll("\n", "\n      ");

/** A router of a container of its own. */
interface Wanted {
  readonly rule: string;
  readonly access?: string;
  readonly middlewares?: string;
  readonly more?: Readonly<Record<string, string>>;
}

function stackOf(routers: Readonly<Record<string, Wanted>>, traefik = "traefik:v3.6.6"): Stack {
  const services = Object.entries(routers).map(([name, { rule, access, middlewares, more = {} }]) => {
    const own = `traefik.http.routers.${name}`;
    const labels: Record<string, string> = {
      "traefik.enable": "true",
      [`${own}.rule`]: rule,
      [`${own}.entrypoints`]: "https",
      [`${own}.tls`]: "true",
      [`traefik.http.services.${name}.loadbalancer.server.port`]: "80",
      ...(middlewares === undefined ? {} : { [`${own}.middlewares`]: middlewares }),
      ...(access === undefined ? {} : { [`readiness.route.${name}.access`]: access }),
      ...more,
    };
    return `  ${name}:\n    container_name: ${name}\n    image: nginx:1.27\n    labels: ${JSON.stringify(labels).replaceAll("$", "$$$$")}`;
  });
  const text = `
services:
  traefik:
    container_name: traefik
    image: ${traefik}
    ports: ["80:80", "443:443", "100.64.0.1:8443:8443", "127.0.0.1:8080:8080"]
    command:
      - --entrypoints.http.address=:80
      - --entrypoints.http.http.redirections.entrypoint.to=https
      - --entrypoints.https.address=:443
      - --entrypoints.inside.address=:8443
      - --providers.docker.exposedbydefault=false
      - --providers.file.directory=/dynamic
    configs: [{ source: routing, target: /dynamic/routing.yml }]
  authelia:
    container_name: authelia
    image: authelia/authelia:4.39.15
    configs: [{ source: login, target: /config/configuration.yml }]
${services.join("\n")}
configs:
  routing:
    content: |${indented(FILE)}
  login:
    content: |${indented(LOGIN)}
`;
  const stack = readCompose({ file: "compose.yaml", text });
  return stack;
}

const outcomes = ({ outcomes: { anonymous, vpn, user } }: Route) => [anonymous.kind, vpn.kind, user.kind].join(" ");
const proofOf = ({ proof }: Route) =>
  proof.holds === false ? proof.kind : proof.holds === true ? "holds" : "undecided";
const only = (wanted: Wanted) => {
  const routes = allRoutes(stackOf({ app: wanted }), VPN);
  return routes[0] as Route;
};
const host = "Host(`app.example.com`)";

for (const [situation, wanted, gets, proof] of [
  ["behind the login", { access: "authelia", middlewares: "login@file" }, "login login served", "holds"],
  ["declared authelia and open", { access: "authelia" }, "served served served", "no-login"],
  ["for the VPN", { access: "vpn-only", middlewares: "vpn@file" }, "refused served refused", "holds"],
  ["for half of the VPN", { access: "vpn-only", middlewares: "half@file" }, "refused refused refused", "vpn-kept-out"],
  [
    "for the VPN and a bridge",
    { access: "vpn-only", middlewares: "bridge@file" },
    "refused served refused",
    "admits-others",
  ],
  [
    "for the VPN with a password",
    { access: "vpn-only", middlewares: "vpn@file,password@file" },
    "refused login refused",
    "holds",
  ],
  [
    "with a password in place of the list",
    { access: "vpn-only", middlewares: "password@file" },
    "login login login",
    "admits-others",
  ],
  ["for everyone", { access: "public" }, "served served served", "holds"],
  [
    "declared public and behind the list",
    { access: "public", middlewares: "vpn@file" },
    "refused served refused",
    "kept-out",
  ],
  ["with a login of its own", { access: "own-login", middlewares: "password@file" }, "login login login", "holds"],
  [
    "that leads elsewhere",
    { access: "redirect", middlewares: "away@file" },
    "redirected redirected redirected",
    "holds",
  ],
  ["that is to lead elsewhere and serves", { access: "redirect" }, "served served served", "no-redirect"],
  ["of which nobody said who may use it", {}, "served served served", "no-guard"],
  ["of which nobody said it, behind a list", { middlewares: "vpn@file" }, "refused served refused", "holds"],
  ["that is internal and open to everyone", { access: "internal" }, "served served served", "public-entry-point"],
] as const)
  test(`a route ${situation}: ${gets}, ${proof}`, (t) => {
    const route = only({ rule: host, ...wanted });
    t.is(outcomes(route), gets);
    t.is(proofOf(route), proof, JSON.stringify(route.proof));
    t.is(route.container, "app");
  });

test("a route on an entry point of the VPN's address is for the VPN, and internal", (t) => {
  const more = { "traefik.http.routers.app.entrypoints": "inside" };
  const route = only({ rule: host, access: "internal", more });
  t.is(proofOf(route), "holds");
  t.is(outcomes(route), "refused served refused");
  t.regex(route.outcomes.anonymous.because, /open to the VPN alone/);
  t.deepEqual(route.entryPoints, ["inside"]);
  t.is(proofOf(only({ rule: host, access: "vpn-only", more })), "holds");
  t.is(proofOf(only({ rule: host, access: "public", more })), "kept-out");
});

test("each name and path of a rule is a line of its own", (t) => {
  const rule = "(Host(`a.example.com`) || Host(`b.example.com`)) && (Path(`/x`) || PathPrefix(`/y/`))";
  const routes = allRoutes(stackOf({ app: { rule, access: "public" } }), VPN);
  t.deepEqual(
    routes.map((route) => route.host + route.path),
    ["a.example.com/x", "a.example.com/y/", "b.example.com/x", "b.example.com/y/"],
  );
  for (const route of routes) t.is(outcomes(route), "served served served");
});

test("for a pattern of names one is found that nobody else takes", (t) => {
  const [pattern] = allRoutes(
    stackOf({
      all: { rule: "HostRegexp(`^[a-z-]+\\.example\\.com$`)", access: "public" },
      app: { rule: host, access: "vpn-only", middlewares: "vpn@file" },
    }),
    VPN,
  ) as [Route];
  t.is(pattern.host, "^[a-z-]+\\.example\\.com$");
  t.is(outcomes(pattern), "served served served");
});

test("a pattern that no sample fits is undecided, and says so", (t) => {
  const route = only({ rule: "HostRegexp(`^x{17}\\.example\\.net$`)", access: "public" });
  t.is(proofOf(route), "undecided");
  t.regex(route.outcomes.anonymous.because, /no name was found/);
});

test("a route whose requests another one takes is undecided, and says who takes them", (t) => {
  const routes = allRoutes(
    stackOf({
      app: { rule: host, access: "public" },
      early: { rule: `${host} && PathPrefix(\`/\`)`, access: "public" },
    }),
    VPN,
  );
  const late = routes.find(({ router }) => router === "app@docker") as Route;
  t.is(proofOf(late), "undecided");
  t.regex(late.outcomes.anonymous.because, /^early@docker takes/);
});

test("whoever is logged in is in every group that the rules name", (t) => {
  const route = only({ rule: "Host(`admin.example.com`)", access: "authelia", middlewares: "login@file" });
  t.is(outcomes(route), "login login served");
});

test("a router that two containers declare differently is answered by nobody, and is not left out", (t) => {
  const stack = stackOf({
    app: { rule: host, access: "public" },
    other: { rule: "Host(`other.example.com`)", more: { "traefik.http.routers.app.rule": "Host(`x.example.com`)" } },
  });
  const lost = allRoutes(stack, VPN).filter(({ router }) => router === "app@docker");
  t.true(lost.length > 0);
  for (const route of lost) t.is(proofOf(route), "out-of-order");
});

test("a disabled router says why nobody reaches it", (t) => {
  const route = only({ rule: host, access: "authelia", middlewares: "nowhere@file" });
  t.is(proofOf(route), "disabled");
  t.regex(route.outcomes.anonymous.because, /middleware "nowhere@file" does not exist/);
});

test("without a Traefik in the stack every route is listed and none is decided", (t) => {
  const text = `services:\n  app:\n    image: nginx\n    labels: {traefik.http.routers.app.rule: "${host}"}\n`;
  const [route] = allRoutes(readCompose({ file: "compose.yaml", text }), VPN) as [Route];
  t.is(route.host, "app.example.com");
  t.is(outcomes(route), "unknown unknown unknown");
  t.regex(route.outcomes.anonymous.because, /no Traefik is declared/);
});

test("what another version of Traefik does is not decided", (t) => {
  const [route] = allRoutes(stackOf({ app: { rule: host, access: "public" } }, "traefik:v2.11"), VPN) as [Route];
  t.is(proofOf(route), "undecided");
});

test("where the VPN claims every address nobody can be outside, and nothing is proved", (t) => {
  const everything = ranges(["0.0.0.0/0", "::/0"]);
  const [route] = allRoutes(stackOf({ app: { rule: host, access: "vpn-only", middlewares: "vpn@file" } }), everything);
  t.is(proofOf(route as Route), "undecided");
});

test("a request is explained station by station, on the host that has its name", (t) => {
  const stack = stackOf({ app: { rule: host, access: "authelia", middlewares: "login@file" } });
  const question = {
    url: new URL("https://app.example.com/x"),
    method: "GET",
    from: undefined,
    visitor: { level: 0, user: "", groups: [] },
  } as const;
  const [{ journey }] = explain([stackOf({ other: { rule: "Host(`b.example.com`)" } }), stack], VPN, question) as [
    ReturnType<typeof explain>[number],
  ];
  t.deepEqual(
    journey.steps.map(({ at, name }) => `${at} ${name}`),
    ["entry-point https", "router app@docker", "middleware login@file", "access-control rule 2"],
  );
  t.throws(() => explain([], VPN, question), { instanceOf: QuestionError, message: /no Traefik/ });
});
