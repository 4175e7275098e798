import test from "ava";
import type { Host, Service } from "../../declare/index.ts";
import { inOrder, mistakes } from "../../declare/mistakes.ts";

const HOST: Host = {
  name: "host",
  addresses: { public: "0.0.0.0", vpn: "127.0.0.2", loopback: "127.0.0.1" },
  networks: [
    { name: "edge", subnet: "172.18.0.0/16" },
    { name: "inner", subnet: "172.19.0.0/16" },
  ],
  keepVolumes: true,
  edge: {
    network: "edge",
    entryPoint: "https",
    certificateResolver: "acme",
    guards: {
      public: [],
      "own-login": [],
      authelia: ["login@file"],
      "vpn-only": ["vpn@file"],
      redirect: [],
      internal: [],
    },
  },
};

function service(name: string, own: Partial<Service> = {}): Service {
  return {
    name,
    image: "nginx:1.27-alpine",
    memory: 64,
    healthcheck: { absent: "it is made for a test" },
    networks: ["edge"],
    ...own,
  };
}

test("services that fit together are no mistake", (t) => {
  const web = service("web", { routes: [{ router: "web", host: "web.example.org", access: "vpn-only", port: 80 }] });
  t.deepEqual(mistakes(HOST, [web, service("worker", { networks: ["inner"], dependsOn: ["web"] })]), []);
});

test("two containers of one name are named once", (t) => {
  t.deepEqual(mistakes(HOST, [service("web"), service("web"), service("web")]), ["Container web is declared twice."]);
});

test("two routers of one name are refused, since Traefik would serve neither", (t) => {
  const route = { router: "web", host: "web.example.org", access: "public", port: 80 } as const;
  t.deepEqual(mistakes(HOST, [service("one", { routes: [route] }), service("two", { routes: [route] })]), [
    "Router web is declared twice: Traefik would serve neither.",
  ]);
});

test("a container on no network would land on the default bridge", (t) => {
  t.deepEqual(mistakes(HOST, [service("web", { networks: [] })]), [
    "Container web is on no network and would land on Docker's default bridge.",
  ]);
});

test("a container on the host's network cannot be on another one", (t) => {
  t.deepEqual(mistakes(HOST, [service("web", { networkMode: "host" })]), [
    "Container web has both networks and network mode host.",
  ]);
});

test("networks and dependencies that nobody declared are named", (t) => {
  t.deepEqual(mistakes(HOST, [service("web", { networks: ["edge", "egde"], dependsOn: ["databse"] })]), [
    "Container web is on network egde, which is not declared.",
    "Container web depends on databse, which is not declared.",
  ]);
});

test("a route without host, without port, off the proxy's network or with a bare middleware is refused for each of them", (t) => {
  const route = { router: "Web", access: "public", middlewares: ["compress"] } as const;
  t.deepEqual(mistakes(HOST, [service("web", { networks: ["inner"], routes: [route] })]), [
    "Route Web of container web has a name that is not lower case letters, digits and hyphens.",
    "Route Web of container web has neither a host nor a rule.",
    "Route Web of container web has no port: Traefik would take the lowest one that the image exposes.",
    "Route Web of container web names middleware compress without its provider.",
    "Route Web of container web cannot be reached: the container is not on network edge.",
  ]);
});

test("a route on a host without a proxy is refused", (t) => {
  const { edge: _, ...host } = HOST;
  const web = service("web", { routes: [{ router: "web", host: "web.example.org", access: "public", port: 80 }] });
  t.deepEqual(mistakes(host, [web]), ["Route web of container web has no edge: the host declares no reverse proxy."]);
});

test("a file whose owner the engine could not set, and one that the provider would leave out, are refused", (t) => {
  const files = [
    { path: "/a", content: "a", owner: 7 },
    { path: "/b", content: "" },
  ];
  t.deepEqual(mistakes(HOST, [service("web", { user: "101:101", files })]), [
    "Container web has a user, so its file /a can have no owner of its own.",
    "Container web has an empty file /b, which the provider does not write.",
  ]);
});

test("an empty word in a command is refused before the provider does it halfway through an update", (t) => {
  t.deepEqual(mistakes(HOST, [service("cache", { command: ["redis-server", "--save", ""] })]), [
    "Container cache has an empty word in its command, which the provider refuses.",
  ]);
});

test("a name that Docker refuses is refused before, and quoted so that it can be read", (t) => {
  t.deepEqual(mistakes(HOST, [service("a b")]), ['Container "a b" has a name that Docker does not accept.']);
});

test("containers that depend on each other in a circle are named, those beside it are not", (t) => {
  const circle = [service("aa", { dependsOn: ["bb"] }), service("bb", { dependsOn: ["aa"] }), service("cc")];
  t.deepEqual(mistakes(HOST, circle), ["Containers aa, bb depend on each other in a circle."]);
});

test("each service stands behind those it depends on", (t) => {
  const ordered = inOrder([service("aa", { dependsOn: ["cc"] }), service("bb"), service("cc", { dependsOn: ["bb"] })]);
  t.deepEqual(
    ordered.map(({ name }) => name),
    ["bb", "cc", "aa"],
  );
});
