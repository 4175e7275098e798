import test from "ava";
import { parse } from "yaml";
import {
  accessLabels,
  dynamicFile,
  type Edge,
  flags,
  middlewaresOf,
  routeLabels,
  ruleOf,
} from "../../declare/index.ts";

const EDGE: Edge = {
  network: "edge",
  entryPoint: "https",
  certificateResolver: "acme",
  guards: {
    public: [],
    "own-login": [],
    authelia: ["login@file"],
    "vpn-only": ["vpn@file"],
    redirect: [],
    internal: ["vpn@file"],
  },
};

test("hosts and paths become a rule in which or never escapes and", (t) => {
  const route = { router: "r", access: "public", port: 80 } as const;
  t.is(ruleOf({ ...route, host: "a.example.org" }), "Host(`a.example.org`)");
  t.is(
    ruleOf({ ...route, host: ["a.example.org", "b.example.org"] }),
    "Host(`a.example.org`) || Host(`b.example.org`)",
  );
  t.is(ruleOf({ ...route, host: "a.example.org", paths: ["/x"] }), "Host(`a.example.org`) && Path(`/x`)");
  t.is(
    ruleOf({ ...route, host: ["a.example.org", "b.example.org"], paths: ["/x", "/y/"] }),
    "(Host(`a.example.org`) || Host(`b.example.org`)) && (Path(`/x`) || PathPrefix(`/y/`))",
  );
});

test("a rule of one's own is taken as it is, and a route without rule and host is refused", (t) => {
  t.is(ruleOf({ router: "r", access: "public", rule: "HostRegexp(`^x$`)" }), "HostRegexp(`^x$`)");
  t.throws(() => ruleOf({ router: "r", access: "public" }), { message: "Route r has neither a host nor a rule" });
});

test("a backtick in a name cannot end the matcher it stands in", (t) => {
  const route = { router: "r", access: "public", host: "a`) || Host(`b" } as const;
  t.throws(() => ruleOf(route), { message: "Route r has a backtick in a host or path" });
});

test("the guard of the access class comes first, and nothing comes twice", (t) => {
  const route = { router: "r", access: "vpn-only", middlewares: ["compress@file", "vpn@file"] } as const;
  t.deepEqual(middlewaresOf(route, EDGE), ["vpn@file", "compress@file"]);
});

test("a service of Traefik's own has no port, any other has its own service", (t) => {
  const own = routeLabels(
    [{ router: "dash", host: "d.example.org", access: "vpn-only", service: "api@internal" }],
    EDGE,
  );
  t.is(own["traefik.http.routers.dash.service"], "api@internal");
  t.false(Object.keys(own).some((label) => label.startsWith("traefik.http.services.")));
  const tls = {
    router: "nas",
    host: "n.example.org",
    access: "vpn-only",
    port: 8443,
    scheme: "https",
    transport: "own@file",
  } as const;
  const labels = routeLabels([tls], EDGE);
  t.is(labels["traefik.http.services.nas.loadbalancer.server.port"], "8443");
  t.is(labels["traefik.http.services.nas.loadbalancer.server.scheme"], "https");
  t.is(labels["traefik.http.services.nas.loadbalancer.serverstransport"], "own@file");
});

test("a container without routes is not given to Traefik", (t) => {
  t.deepEqual(routeLabels([], EDGE), {});
});

test("a route to a native service is guarded like any other, in the file", (t) => {
  const route = {
    router: "native",
    host: "n.example.org",
    access: "vpn-only",
    url: "http://172.18.0.1:8085",
    priority: 7,
  } as const;
  const { http } = parse(
    dynamicFile({ middlewares: { vpn: { ipAllowList: { sourceRange: ["10.0.0.0/8"] } } }, routes: [route] }, EDGE),
  );
  t.deepEqual(http.routers.native, {
    rule: "Host(`n.example.org`)",
    entryPoints: ["https"],
    middlewares: ["vpn@file"],
    priority: 7,
    service: "native",
    tls: { certResolver: "acme" },
  });
  t.deepEqual(accessLabels([route]), { "readiness.route.native.access": "vpn-only" });
});

test("options become the words of a command", (t) => {
  t.deepEqual(flags({ ping: true, "entrypoints.http.address": ":80", resolvers: ["1.1.1.1:53", "1.0.0.1:53"] }), [
    "--ping=true",
    "--entrypoints.http.address=:80",
    "--resolvers=1.1.1.1:53,1.0.0.1:53",
  ]);
});
