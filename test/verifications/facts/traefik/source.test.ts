import type { RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import test, { type ExecutionContext } from "ava";
import { traefikLogins } from "../../../../verifications/facts/traefik/logins.ts";
import type { Middlewares, Overview, Routers, Services } from "../../../../verifications/facts/traefik/objects.ts";
import { nextPage } from "../../../../verifications/facts/traefik/paging.ts";
import { traefikSource } from "../../../../verifications/facts/traefik/source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { authority, type Issue } from "../../support/certificates.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

const API = "traefik.example.org";
const SKETCH: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "traefik", image: "traefik:v3.6.6" }],
      routes: [
        { host: "vpn.example.org", access: "public", container: "traefik", router: "headscale" },
        { host: API, access: "vpn-only", container: "traefik", router: "traefik" },
      ],
    },
  ],
};
const router = (name: string) => ({
  name,
  provider: "docker",
  status: "enabled",
  service: "a",
  rule: "Host(`a.example.org`)",
  priority: 21,
  entryPoints: ["https"],
  middlewares: ["vpn-only@file"],
  tls: { certResolver: "cloudflare" },
});

interface Options {
  readonly sketch?: Sketch;
  readonly login?: string;
  readonly issue?: Issue;
}

async function api(t: ExecutionContext, only: string, listener: RequestListener, options: Options = {}) {
  const { sketch = SKETCH, login, issue } = options;
  const ca = authority(temporaryFolder(t));
  const port = await serve(t, createHttps(ca.issue([API], issue), listener));
  const source = traefikSource({ deadline: 20_000, port, login: () => login });
  const facts = await ask(source, sketch, reachOf({ authority: ca.file }), `traefik.${only} `);
  t.is(facts.length, 1);
  return facts[0];
}

/** Pages as Traefik hands them out: `X-Next-Page` is 1 on the last one. */
const paged =
  (all: readonly unknown[], asked: string[] = []): RequestListener =>
  ({ url = "" }, response) => {
    asked.push(url);
    const query = new URL(url, "https://x").searchParams;
    const [page, per] = [Number(query.get("page")), Number(query.get("per_page"))];
    const last = page * per >= all.length;
    response.setHeader("X-Next-Page", String(last ? 1 : page + 1));
    response.end(JSON.stringify(all.slice((page - 1) * per, page * per)));
  };

test.serial("all routers are read, page by page, and the last page ends it", async (t) => {
  const asked: string[] = [];
  const names = Array.from({ length: 250 }, (_, index) => `r${index}@docker`);
  const fact = await api(t, "routers", paged(names.map(router), asked));
  t.deepEqual(
    seenIn<Routers>(fact).routers.map(({ name }) => name),
    names,
  );
  t.is(asked.length, 3);
});

test.serial("a page that names itself, or one before it, as the next is the last", (t) => {
  t.is(nextPage(1, "2"), 2);
  for (const header of [undefined, "", "1", "2", "x", "-3", "1e9", ["3"]]) t.is(nextPage(2, header), undefined);
});

test.serial("pages without an end are given up", async (t) => {
  let page = 1;
  const fact = await api(t, "routers", (_, response) => {
    response.setHeader("X-Next-Page", String(++page));
    response.end("[]");
  });
  t.true(["protocol", "timeout"].includes(failureOf(fact) ?? ""));
});

test.serial("a router is kept with what Traefik says is wrong, by kind and not by word", async (t) => {
  const broken = {
    ...router("a@docker"),
    status: "disabled",
    error: [
      'middleware "geheim@docker" does not exist',
      "something geheim",
      'the service "geheim@docker" does not exist',
    ],
  };
  const fact = await api(t, "routers", paged([broken]));
  t.deepEqual(seenIn<Routers>(fact).routers, [
    {
      name: "a@docker",
      provider: "docker",
      status: "disabled",
      errors: ["middleware-missing", "other", "service-missing"],
      rule: "Host(`a.example.org`)",
      priority: 21,
      service: "a",
      entryPoints: ["https"],
      middlewares: ["vpn-only@file"],
      tls: true,
    },
  ]);
  t.false(JSON.stringify(fact).includes("geheim"));
});

test.serial("middlewares are kept without the passwords in them", async (t) => {
  const middleware = {
    name: "traefik-auth@file",
    type: "basicauth",
    status: "enabled",
    usedBy: ["a@docker", "b@docker"],
    basicAuth: { users: ["admin:geheim"] },
  };
  const fact = await api(t, "middlewares", paged([middleware]));
  t.deepEqual(seenIn<Middlewares>(fact).middlewares, [
    { name: "traefik-auth@file", type: "basicauth", status: "enabled", errors: [], usedBy: 2 },
  ]);
  t.false(JSON.stringify(fact).includes("geheim"));
});

test.serial("a server that is UP without a health check is told from one that is checked", async (t) => {
  const serverStatus = { "http://172.18.0.5:80": "UP", "http://u:geheim@172.18.0.6:80": "DOWN" };
  const plain = { name: "a@docker", status: "enabled", serverStatus, loadBalancer: { servers: [] } };
  const checked = { ...plain, name: "b@docker", loadBalancer: { healthCheck: { path: "/" } } };
  const fact = await api(t, "services", paged([plain, checked]));
  const { services } = seenIn<Services>(fact);
  t.deepEqual(
    services.map(({ healthCheck }) => healthCheck),
    [false, true],
  );
  t.deepEqual(services[0]?.servers, [
    { url: "http://172.18.0.5:80", up: true },
    { url: "http://172.18.0.6:80", up: false },
  ]);
  t.false(JSON.stringify(fact).includes("geheim"));
});

test.serial("the overview counts what is there and what is wrong with it", async (t) => {
  const count = { total: 31, warnings: 1, errors: 2 };
  const http = { routers: count, services: count, middlewares: count };
  const fact = await api(t, "overview", (_, response) => response.end(JSON.stringify({ http, tcp: {} })));
  t.deepEqual(seenIn<Overview>(fact), http);
});

for (const body of ["", "<html>", "{}", "null", '[{"status":"enabled"}]', "[null]", '"x"'])
  test.serial(`${JSON.stringify(body)} is no list of routers`, async (t) => {
    t.is(failureOf(await api(t, "routers", (_, response) => response.end(body))), "protocol");
  });

test.serial("an answer that is too long is not read to its end", async (t) => {
  const fact = await api(t, "routers", (_, response) => response.end(`[${" ".repeat(2_000_000)}]`));
  t.is(failureOf(fact), "protocol");
});

test.serial(
  "an API that asks for a login is not asked where there is none, and is denied where it is refused",
  async (t) => {
    const asks: RequestListener = (_, response) => response.writeHead(401).end();
    t.is(failureOf(await api(t, "routers", asks)), "not-asked");
    t.is(failureOf(await api(t, "routers", asks, { login: "reader:geheim" })), "denied");
  },
);

test.serial("the login goes to the API", async (t) => {
  let sent: string | undefined;
  const fact = await api(
    t,
    "routers",
    ({ headers }, response) => {
      sent = headers.authorization;
      response.end("[]");
    },
    { login: "reader:geheim" },
  );
  t.deepEqual(seenIn<Routers>(fact).routers, []);
  t.is(sent, `Basic ${Buffer.from("reader:geheim").toString("base64")}`);
});

test.serial("the login is told to nobody whose certificate is not trusted", async (t) => {
  let visits = 0;
  const listener: RequestListener = (_, response) => {
    visits++;
    response.end("[]");
  };
  const fact = await api(t, "routers", listener, { login: "reader:geheim", issue: { selfSigned: true } });
  t.is(failureOf(fact), "protocol");
  t.is(visits, 0);
  t.regex(JSON.stringify(fact), /not trusted/);
  t.false(JSON.stringify(fact).includes("geheim"));
});

test.serial("a host without a route to the API is not asked", async (t) => {
  const sketch: Sketch = { hosts: [{ name: "master", routes: [{ host: API, access: "vpn-only" }] }] };
  t.is(failureOf(await api(t, "routers", paged([]), { sketch })), "not-asked");
});

test.serial("a login is looked up under the name of its host", (t) => {
  const login = traefikLogins({ READINESS_TRAEFIK_LOGIN_LADY_2: "reader:x", READINESS_TRAEFIK_LOGIN_MASTER: "" });
  t.is(login("lady-2"), "reader:x");
  t.is(login("master"), undefined);
  t.is(login("lady"), undefined);
});
