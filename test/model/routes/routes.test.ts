import test from "ava";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import { chainOf } from "../../../model/routes/chain.ts";
import { middlewaresOf } from "../../../model/routes/middlewares.ts";
import { declaredServicePort, routersOf, serviceOf } from "../../../model/routes/router.ts";
import type { Stack } from "../../../model/stack.ts";

type Inputs = Record<string, unknown>;

function stackOf(containers: Record<string, Inputs>): Stack {
  return readStack(
    "case",
    Object.entries(containers).map(([name, inputs]) => ({
      type: "docker:index/container:Container",
      name,
      inputs: { name, image: "nginx:1.27", ...inputs },
    })),
  );
}

function labelled(labels: Record<string, string>): Inputs {
  return { labels: Object.entries(labels).map(([label, value]) => ({ label, value })) };
}

function traefik(content: string): Inputs {
  return { image: "traefik:v3.6.6", uploads: [{ file: "/etc/traefik/dynamic.yml", content }] };
}

function onlyRouter(stack: Stack) {
  const [container] = stack.containers;
  const [router] = container === undefined ? [] : routersOf(container);
  if (container === undefined || router === undefined) throw new Error("no router");
  return { container, router };
}

test("option names ignore case and names of routers keep it", (t) => {
  const { router } = onlyRouter(
    stackOf({
      web: labelled({
        "traefik.HTTP.Routers.Web-UI.EntryPoints": " http , https,",
        "traefik.http.routers.Web-UI.TLS.CertResolver": "x",
      }),
    }),
  );
  t.is(router.name, "Web-UI");
  t.deepEqual(router.entryPoints, ["http", "https"]);
  t.true(router.tls);
});

test("tls=false is no TLS", (t) => {
  t.false(onlyRouter(stackOf({ web: labelled({ "traefik.http.routers.web.tls": "false" }) })).router.tls);
});

test("a router without a service leads to the only one of its container", (t) => {
  const { container, router } = onlyRouter(
    stackOf({
      web: labelled({
        "traefik.http.routers.web.rule": "Host(`a`)",
        "traefik.http.services.other.loadbalancer.server.port": "8080",
      }),
    }),
  );
  t.is(serviceOf(container, router), "other");
  t.is(declaredServicePort(container, router), 8080);
});

test("a bare name belongs to the provider of whoever uses it, also within a chain", (t) => {
  const stack = stackOf({
    traefik: traefik(
      "http: { middlewares: { outer: { chain: { middlewares: [inner] } }, inner: { basicAuth: { usersFile: /u } } } }",
    ),
    web: labelled({ "traefik.http.middlewares.inner.compress": "true" }),
  });
  t.deepEqual(middlewaresOf(stack).resolve(["outer@file", "inner@docker"]), [
    { name: "inner@file", deed: { kind: "login" } },
    { name: "inner@docker", deed: { kind: "nothing" } },
  ]);
});

test("a middleware that two containers define differently is no guard that anybody can count on", (t) => {
  const define = (range: string) => labelled({ "traefik.http.middlewares.list.ipallowlist.sourcerange": range });
  const resolve = (stack: Stack) => middlewaresOf(stack).resolve(["list@docker"])[0]?.deed.kind;
  t.is(resolve(stackOf({ a: define("10.0.0.0/8"), b: define("10.0.0.0/8") })), "addresses");
  t.is(resolve(stackOf({ a: define("10.0.0.0/8"), b: define("0.0.0.0/0") })), "unknown");
});

test("a middleware of two types is refused by Traefik and no guard", (t) => {
  const stack = stackOf({
    a: labelled({ "traefik.http.middlewares.x.basicauth.users": "u", "traefik.http.middlewares.x.compress": "true" }),
  });
  t.is(middlewaresOf(stack).resolve(["x@docker"])[0]?.deed.kind, "unknown");
});

test("a chain that contains itself ends, and says so", (t) => {
  const stack = stackOf({ traefik: traefik("http: { middlewares: { a: { chain: { middlewares: [a] } } } }") });
  t.deepEqual(middlewaresOf(stack).resolve(["a@file"]), [{ name: "a@file", deed: { kind: "circle" } }]);
});

test("chains that multiply without bound are cut off, and the rest is unknown", (t) => {
  const names = Array.from({ length: 15 }, (_, index) => `m${index}`);
  const chains = names.map(
    (name, index) =>
      `${name}: { chain: { middlewares: [${Array(9)
        .fill(`m${index + 1}`)
        .join(", ")}] } }`,
  );
  const stack = stackOf({ traefik: traefik(`http: { middlewares: { ${chains.join(", ")}, m15: { compress: {} } } }`) });
  const found = middlewaresOf(stack).resolve(["m0@file"]);
  t.true(found.length <= 1_001);
  t.is(found.at(-1)?.deed.kind, "unknown");
});

test("a portal is a login and a bouncer is not", (t) => {
  const deed = (address: string) =>
    middlewaresOf(stackOf({ a: labelled({ "traefik.http.middlewares.x.forwardauth.address": address }) })).resolve([
      "x@docker",
    ])[0]?.deed.kind;
  t.is(deed("http://authelia:9091/api/authz/forward-auth"), "login");
  t.is(deed("http://authelia:9091/api/verify?rd=https://auth.example"), "login");
  t.is(deed("http://outpost:9000/outpost.goauthentik.io/auth/traefik"), "login");
  t.is(deed("http://bouncer-traefik:8080/api/v1/forwardAuth"), "nothing");
  t.is(deed("http://authelia:9091/api/authz/auth-request"), "unknown");
  t.is(deed("no address"), "unknown");
});

test("the middlewares of an entry point stand before those of its routers", (t) => {
  const stack = stackOf({
    web: labelled({
      "traefik.http.routers.web.entrypoints": "https",
      "traefik.http.routers.web.middlewares": "b@internal",
    }),
    traefik: { image: "traefik:v3.6.6", envs: ["TRAEFIK_ENTRYPOINTS_HTTPS_HTTP_MIDDLEWARES=a@internal"] },
  });
  t.deepEqual(
    chainOf(onlyRouter(stack).router, stack).map(({ name }) => name),
    ["a@internal", "b@internal"],
  );
});

for (const [situation, content] of Object.entries({
  "broken YAML": "http: [",
  "a list": "- a",
  "aliases that multiply": `a: &a [${"x,".repeat(99)}x]\n${Array.from({ length: 9 }, (_, n) => `${"b".repeat(n + 1)}: &${"b".repeat(n + 1)} [${Array(20).fill(`*${n === 0 ? "a" : "b".repeat(n)}`)}]`).join("\n")}\nhttp: { middlewares: {} }`,
  "an anchor that contains itself": `http: { middlewares: { x: &h { ${Array.from({ length: 20 }, (_, n) => `k${n}: *h`).join(", ")} } } }`,
  "ten million characters": `http: { middlewares: {} } #${"x".repeat(1e7)}`,
  binary: "\u0000\u0001\ufffd http",
}))
  test(`a file with ${situation} leaves the file provider unknown and breaks nothing`, (t) => {
    const stack = stackOf({ traefik: traefik(content) });
    t.is(middlewaresOf(stack).resolve(["vpn-only@file"])[0]?.deed.kind, "not-given");
  });

test("names such as __proto__ are names like any other", (t) => {
  const stack = stackOf({
    traefik: traefik(
      '{"http": {"middlewares": {"__proto__": {"ipAllowList": {"sourceRange": ["10.0.0.0/8"]}}, "constructor": {"compress": {}}}}}',
    ),
  });
  const kinds = middlewaresOf(stack)
    .resolve(["__proto__@file", "constructor@file", "toString@file"])
    .map(({ deed }) => deed.kind);
  t.deepEqual(kinds, ["addresses", "nothing", "missing"]);
});
