import { createServer } from "node:http";
import test, { type ExecutionContext } from "ava";
import { diagnose } from "../../../../verifications/edge/diagnosis.ts";
import type { Answer } from "../../../../verifications/facts/http/answer.ts";
import { httpSource } from "../../../../verifications/facts/http/source.ts";
import type { Certificate } from "../../../../verifications/facts/tls/certificate.ts";
import type { OldProtocol } from "../../../../verifications/facts/tls/old-protocol.ts";
import { tlsSource } from "../../../../verifications/facts/tls/source.ts";
import type { Middlewares, Overview, Routers, Services } from "../../../../verifications/facts/traefik/objects.ts";
import { traefikSource } from "../../../../verifications/facts/traefik/source.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";
import { startTraefik } from "../../support/traefik.ts";

const NAMES = ["ok", "refused", "gone", "forbidden", "unguarded", "broken", "own", "nobody"].map(
  (name) => `${name}.example.org`,
);
const API = "traefik.example.org";
const MANY = 130;

/** One route for each way in which an answer of Traefik can be wrong. */
async function edge(t: ExecutionContext) {
  const app = await serve(
    t,
    createServer(({ headers }, response) => {
      if (headers.host?.startsWith("loaded.") === true) response.statusCode = 418;
      if (headers.host?.startsWith("own.") === true) response.statusCode = 500;
      response.end("an application");
    }),
  );
  return startTraefik(t, [...NAMES, API], async (free) => {
    const closed = await free();
    const router = (name: string, service: string, middlewares: readonly string[] = []) => ({
      rule: `Host(\`${name}\`)`,
      entryPoints: ["https"],
      tls: {},
      service,
      ...(middlewares.length === 0 ? {} : { middlewares }),
    });
    const to = (port: number) => ({ loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } });
    const many = Array.from({ length: MANY }, (_, index) => [`many-${index}`, router(`m${index}.example.org`, "app")]);
    return {
      http: {
        routers: {
          loaded: router("loaded.test", "app"),
          api: router(API, "api@internal"),
          ok: router("ok.example.org", "app"),
          own: router("own.example.org", "app"),
          refused: router("refused.example.org", "closed"),
          gone: router("gone.example.org", "empty"),
          forbidden: router("forbidden.example.org", "app", ["vpn-only"]),
          unguarded: router("unguarded.example.org", "app", ["auth"]),
          broken: router("broken.example.org", "app", ["nowhere"]),
          ...Object.fromEntries(many),
        },
        services: { app: to(app), closed: to(closed), empty: { loadBalancer: { servers: [] } } },
        middlewares: {
          "vpn-only": { ipAllowList: { sourceRange: ["100.64.0.0/10"] } },
          auth: { forwardAuth: { address: `http://127.0.0.1:${closed}/` } },
        },
      },
    };
  });
}

const SKETCH: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "traefik", image: "traefik:v3.6.6" }],
      routes: [
        ...NAMES.map((host) => ({ host, router: host.replace(/\..*/, "") })),
        { host: API, access: "vpn-only" as const, container: "traefik", router: "api" },
        { host: "uncertified.example.net" },
      ],
    },
  ],
};

test("what a real Traefik answers is understood", async (t) => {
  const traefik = await edge(t);
  if (traefik === undefined) return;
  const reach = reachOf({ authority: traefik.authority.file });
  const all = await ask(httpSource({ ports: traefik.ports }), SKETCH, reach, "http.route master outside");
  // A Traefik built from its module has no dashboard to lead to.
  const facts = all.filter(({ subject }) => !subject.includes(API));
  const told = Object.fromEntries(
    facts.map((fact) => {
      const answer = seenIn<Answer>(fact);
      return [fact.subject.replace(/^https:\/\/([^.]+).*/, "$1"), `${answer.status} ${diagnose(answer).cause}`];
    }),
  );
  t.deepEqual(told, {
    ok: "200 open-to-strangers",
    own: "500 application-error",
    refused: "502 backend-refused",
    gone: "503 backend-down",
    forbidden: "403 forbidden",
    unguarded: "500 forward-auth-down",
    broken: "404 no-router",
    nobody: "404 no-router",
    uncertified: "404 no-certificate",
  });
});

test("plain HTTP at a real Traefik leads to the usual port of HTTPS", async (t) => {
  const traefik = await edge(t);
  if (traefik === undefined) return;
  const [fact] = await ask(httpSource({ ports: traefik.ports }), SKETCH, reachOf(), "http.plain master outside ok.");
  const { status, location } = seenIn<Answer>(fact);
  t.is(status, 301);
  t.like(location, { scheme: "https", host: "ok.example.org", path: "/" });
});

test("a real Traefik shows a certificate of its own where it has none, and refuses old protocols", async (t) => {
  const traefik = await edge(t);
  if (traefik === undefined) return;
  const source = tlsSource({ ports: new Map([[443, traefik.ports.https]]) });
  const facts = await ask(source, SKETCH, reachOf({ authority: traefik.authority.file }));
  const certificate = (name: string) =>
    seenIn<Certificate>(facts.find(({ source: id, subject }) => id === "tls.certificate" && subject === `${name}:443`));
  t.like(certificate("ok.example.org"), { matches: true, distrust: null, traefikDefault: false });
  t.like(certificate("uncertified.example.net"), { matches: false, traefikDefault: true });
  const old = facts.filter(({ source: id }) => id === "tls.old-protocol");
  t.is(old.length, NAMES.length + 2);
  for (const fact of old) t.is(seenIn<OldProtocol>(fact).accepted, null);
});

test("the lists of a real Traefik are read to their end", async (t) => {
  const traefik = await edge(t);
  if (traefik === undefined) return;
  const source = traefikSource({ port: traefik.ports.https });
  const [overview, routers, services, middlewares] = await ask(
    source,
    SKETCH,
    reachOf({ authority: traefik.authority.file }),
  );
  const all = seenIn<Routers>(routers).routers;
  t.is(all.filter(({ name }) => name.startsWith("many-")).length, MANY);
  t.is(new Set(all.map(({ name }) => name)).size, all.length);
  t.is(seenIn<Overview>(overview).routers.total, all.length);
  const byName = (name: string) => all.find((router) => router.name === name);
  t.like(byName("forbidden@file"), { status: "enabled", errors: [], middlewares: ["vpn-only@file"], tls: true });
  t.like(byName("broken@file"), { status: "disabled", errors: ["middleware-missing"] });
  t.true(all.some(({ provider }) => provider === "internal"));
  const app = seenIn<Services>(services).services.find(({ name }) => name === "closed@file");
  t.deepEqual(
    app?.servers.map(({ up }) => up),
    [true],
    "UP, although nothing listens there",
  );
  t.false(app?.healthCheck);
  t.like(
    seenIn<Middlewares>(middlewares).middlewares.find(({ name }) => name === "vpn-only@file"),
    {
      type: "ipallowlist",
      status: "enabled",
      usedBy: 1,
    },
  );
});
