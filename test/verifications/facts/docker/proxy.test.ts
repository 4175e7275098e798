import test from "ava";
import type { Expectation } from "../../../../verifications/expectation.ts";
import type { FactKey } from "../../../../verifications/fact.ts";
import { readRenewals } from "../../../../verifications/facts/docker/renewals.ts";
import { dockerSource } from "../../../../verifications/facts/docker/source.ts";
import { printer } from "../../../../verifications/print.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { fakeEngine, reachTo, seen } from "../../support/engine.ts";
import { expectationOf } from "../../support/expectation.ts";

const key = (source: string, subject: string): FactKey => ({
  source: `docker.${source}`,
  host: "master",
  subject,
  vantage: "engine",
});
const PROXY = expectationOf({
  hosts: [{ name: "master", containers: [{ name: "traefik", image: "traefik:v3.6.6", stores: ["/acme.json"] }] }],
});

async function look(answers: Parameters<typeof fakeEngine>[1], expectation: Expectation = PROXY) {
  const engine = await fakeEngine(["traefik"], answers);
  const source = dockerSource({ print: printer(), steady: 0 });
  try {
    const facts = await gather(source.plan(expectation, reachTo({ master: { engine: engine.address } })));
    return { facts, asked: engine.asked };
  } finally {
    source.close();
    engine.close();
  }
}

const stat = (mode: number, linkTarget = "") =>
  Buffer.from(JSON.stringify({ name: "acme.json", size: 9, mode, linkTarget })).toString("base64");
const archive = (path: string) => `/containers/traefik/archive?path=${encodeURIComponent(path)}`;

test("of a store its header is asked for, and never what is in it", async (t) => {
  const methods: (string | undefined)[] = [];
  const { facts } = await look({
    [archive("/acme.json")]: (request, response) => {
      methods.push(request.method);
      response.setHeader("X-Docker-Container-Path-Stat", stat(0o644)).end(request.method === "GET" ? "geheim" : "");
    },
  });
  t.deepEqual(seen(facts, key("store", "traefik:/acme.json")), { mode: 0o644 });
  t.deepEqual(methods, ["HEAD"]);
  t.false(JSON.stringify(facts).includes("geheim"));
});

test("a store that is a link is followed to where it leads, and not for ever", async (t) => {
  const link =
    (target: string) =>
    (_: unknown, response: { setHeader: (name: string, value: string) => void; end: () => void }) => {
      response.setHeader("X-Docker-Container-Path-Stat", stat(0o777 + 0x0800_0000, target));
      response.end();
    };
  const { facts } = await look({
    [archive("/acme.json")]: link("data/real.json"),
    [archive("/data/real.json")]: (_, response) =>
      response.setHeader("X-Docker-Container-Path-Stat", stat(0o600)).end(),
  });
  t.deepEqual(seen(facts, key("store", "traefik:/acme.json")), { mode: 0o600 });
  const circle = await look({ [archive("/acme.json")]: link("/acme.json") });
  t.is(seen(circle.facts, key("store", "traefik:/acme.json")), "protocol");
});

test("what is no answer about a file is none", async (t) => {
  for (const header of ["geheim", Buffer.from('{"mode":"geheim"}').toString("base64")]) {
    const { facts } = await look({
      [archive("/acme.json")]: (_, response) => response.setHeader("X-Docker-Container-Path-Stat", header).end(),
    });
    t.is(seen(facts, key("store", "traefik:/acme.json")), "protocol");
  }
  const { facts } = await look({});
  t.is(seen(facts, key("store", "traefik:/acme.json")), "missing");
});

const LOG = `\u0001\0\0\0\0\0\0x2026-11-18T03:00:00.123456789Z 2026-11-18T03:00:00Z INF Testing certificate renew... acmeCA=https://acme-v02.api.letsencrypt.org/directory providerName=cloudflare.acme
\u0001\0\0\0\0\0\0x2026-11-18T03:00:01.1Z 2026-11-18T03:00:01Z \u001b[31mERR\u001b[0m Error renewing certificate from LE: {quietly.online [*.quietly.online]} error="error: one or more domains had a problem:\\n[quietly.online] cloudflare: failed to find zone: [status code 403] 9109: Invalid access token" acmeCA=https://acme-v02.api.letsencrypt.org/directory providerName=cloudflare.acme
2026-11-19T03:00:01.1Z {"level":"error","providerName":"cloudflare.acme","error":"unable to generate a certificate for the domains [mail.quietly.online]: {\\"code\\":9109,\\"message\\":\\"geheim\\"} dial tcp 127.0.0.1:8053: refused","domains":["mail.quietly.online"],"message":"Unable to obtain ACME certificate for domains"}
2026-11-19T03:00:02Z 2026-11-19T03:00:02Z ERR some other error: 1234: geheim
`;

test("the log of Traefik tells which resolver is refused, for which names, by which number, and nothing else", (t) => {
  t.deepEqual(readRenewals(LOG), {
    lines: 4,
    since: "2026-11-18T03:00:00.000Z",
    last: "2026-11-19T03:00:02.000Z",
    failures: [
      {
        resolver: "cloudflare",
        names: ["*.quietly.online", "mail.quietly.online", "quietly.online"],
        codes: ["9109"],
        times: 2,
        first: "2026-11-18T03:00:01.000Z",
        last: "2026-11-19T03:00:01.000Z",
      },
    ],
  });
  t.deepEqual(readRenewals(""), { lines: 0, since: null, last: null, failures: [] });
});

test("the engine is asked for the log of proxies alone", async (t) => {
  const { facts, asked } = await look({});
  t.is(asked.filter((path) => path.includes("/logs?")).length, 1);
  t.is(seen(facts, key("renewals", "traefik")), "missing");
});
