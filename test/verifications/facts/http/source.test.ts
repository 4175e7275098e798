import { createServer as createHttp, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttps } from "node:https";
import type { TLSSocket } from "node:tls";
import test, { type ExecutionContext } from "ava";
import type { Answer } from "../../../../verifications/facts/http/answer.ts";
import type { PortalHealth } from "../../../../verifications/facts/http/portal.ts";
import { httpSource } from "../../../../verifications/facts/http/source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { authority, type Issue } from "../../support/certificates.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

const SKETCH: Sketch = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "authelia", image: "authelia/authelia:4.39.15" }],
      routes: [
        { host: "a.example.org", access: "authelia" },
        { host: "auth.example.org", access: "public", container: "authelia", router: "authelia" },
      ],
    },
  ],
};
const NAMES = ["a.example.org", "auth.example.org"];
const ROUTE = "http.route master outside https://a.example.org/";

async function edge(t: ExecutionContext, listener: RequestListener, issue: Issue = {}, names = NAMES) {
  const ca = authority(temporaryFolder(t));
  const https = await serve(t, createHttps(ca.issue(names, issue), listener));
  const http = await serve(t, createHttp(listener));
  const source = httpSource({ deadline: 20_000, ports: { https, http } });
  return (only: string, reach = reachOf({ authority: ca.file })) => ask(source, SKETCH, reach, only);
}

const page = (_: IncomingMessage, response: ServerResponse) => response.end("<title>A</title>");

test.serial(
  "a route is called by its name at the address of the host, and its answer is kept without its page",
  async (t) => {
    let seen: unknown;
    const look = await edge(t, (request, response) => {
      const { host, accept, "accept-encoding": encoding, connection } = request.headers;
      seen = [host, (request.socket as TLSSocket & { servername?: string }).servername, accept, encoding, connection];
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.setHeader("Set-Cookie", "session=geheim");
      response.end("<p>geheim");
    });
    const [fact] = await look(ROUTE);
    t.deepEqual(seen, ["a.example.org", "a.example.org", "text/html", "identity", "close"]);
    const { timing, ...rest } = seenIn<Answer>(fact);
    t.deepEqual(rest, {
      status: 200,
      location: null,
      page: "other",
      contentType: "text/html",
      length: 9,
      truncated: false,
      handshake: { protocol: "TLSv1.3", distrust: null, traefikDefault: false },
    });
    const { connect, tls, firstByte, total } = timing;
    t.true(connect !== null && tls !== null && connect <= tls && tls <= firstByte && firstByte <= total);
    t.false(JSON.stringify(fact).includes("geheim"));
  },
);

test.serial("the digest of an answer follows its page, so that two pages are told apart", async (t) => {
  let body = "one";
  const look = await edge(t, (_, response) => response.end(body));
  const [first] = await look(ROUTE);
  body = "two";
  const [second] = await look(ROUTE);
  t.not(first?.digest, second?.digest);
});

test.serial("every route has a connection of its own", async (t) => {
  const ports = new Set<number | undefined>();
  const look = await edge(t, (request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  const facts = await look("http.route master");
  t.is(facts.length, 4);
  t.is(ports.size, 4);
});

test.serial("a redirect is read without the states and tokens in it", async (t) => {
  const look = await edge(t, (_, response) =>
    response
      .writeHead(302, {
        Location: "https://auth.example.org/?rd=https%3A%2F%2Fa.example.org%2F%3Fx%3Dgeheim&rm=GET&state=geheim",
      })
      .end(),
  );
  const [fact] = await look(ROUTE);
  t.deepEqual(seenIn<Answer>(fact).location, {
    scheme: "https",
    host: "auth.example.org",
    path: "/",
    same: false,
    rd: "https://a.example.org/",
    rm: "GET",
  });
  t.false(JSON.stringify(fact).includes("geheim"));
});

for (const [location, expected] of [
  ["/", { host: "a.example.org", same: true }],
  ["/login?next=%2F", { host: "a.example.org", path: "/login", same: false }],
  ["//b.example.org/x", { host: "b.example.org", scheme: "https" }],
  ["http://a.example.org/", { scheme: "http", same: false }],
  ["https://a.example.org:8443/", { host: "a.example.org:8443" }],
] as const)
  test.serial(`a redirect to ${location} is understood as a browser does`, async (t) => {
    const look = await edge(t, (_, response) => response.writeHead(302, { Location: location }).end());
    t.like(seenIn<Answer>((await look(ROUTE))[0]).location, expected);
  });

for (const location of ["javascript:alert(1)", "https://[::", `https://b.example.org/${"x".repeat(3000)}`])
  test.serial(`a redirect to ${location.slice(0, 30)} leads nowhere`, async (t) => {
    const look = await edge(t, (_, response) => response.writeHead(302, { Location: location }).end());
    t.is(seenIn<Answer>((await look(ROUTE))[0]).location, null);
  });

const PAGES = [
  [404, "404 page not found\n", "not-found-of-go"],
  [404, "<h1>404 page not found</h1>", "other"],
  [500, "", "empty"],
  [502, "Bad Gateway", "status-words"],
  [502, "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.27.0</center>", "nginx-error"],
  [503, "no available server\n", "no-available-server"],
  [200, `${" ".repeat(9000)}<input type="text" name="adminlogin" id="adminlogin">`, "setup"],
  [200, '{"installed":false,"maintenance":false}', "setup"],
  [200, '{"installed":true,"maintenance":false}', "other"],
  [504, "Gateway Timeout", "status-words"],
  [200, "no available server", "other"],
] as const;
for (const [status, body, expected] of PAGES)
  test.serial(`${status} with ${JSON.stringify(body.slice(0, 30))} is taken for ${expected}`, async (t) => {
    const look = await edge(t, (_, response) => response.writeHead(status).end(body));
    t.is(seenIn<Answer>((await look(ROUTE))[0]).page, expected);
  });

test.serial("an answer under a certificate that nobody trusts is an answer, and says so", async (t) => {
  const own = await edge(t, page, { selfSigned: true, commonName: "TRAEFIK DEFAULT CERT" });
  t.deepEqual(seenIn<Answer>((await own(ROUTE))[0]).handshake, {
    protocol: "TLSv1.3",
    distrust: "DEPTH_ZERO_SELF_SIGNED_CERT",
    traefikDefault: true,
  });
  const other = await edge(t, page, {}, ["b.example.org"]);
  t.is(seenIn<Answer>((await other(ROUTE))[0]).handshake?.distrust, "ERR_TLS_CERT_ALTNAME_INVALID");
  const ended = await edge(t, page, { days: -1 });
  t.is(seenIn<Answer>((await ended(ROUTE))[0]).handshake?.distrust, "CERT_HAS_EXPIRED");
});

test.serial("plain HTTP is asked for every name that has a certificate", async (t) => {
  const look = await edge(t, ({ headers }, response) =>
    response.writeHead(301, { Location: `https://${headers.host}/` }).end(),
  );
  const facts = await look("http.plain master outside");
  t.deepEqual(
    facts.map((fact) => [fact.subject, seenIn<Answer>(fact).location?.host]),
    NAMES.map((name) => [name, name]),
  );
});

test.serial("a stranger tries a guarded route in four ways, none of which changes anything there", async (t) => {
  const tries: IncomingMessage[] = [];
  const look = await edge(t, (request, response) => {
    tries.push(request);
    response.end();
  });
  const facts = await look("http.stranger");
  t.deepEqual(
    facts.map(({ subject }) => subject),
    ["script", "head", "forged", "session"].map((attempt) => `https://a.example.org/#${attempt}`),
  );
  t.true(tries.every(({ method }) => method === "GET" || method === "HEAD"));
  const forged = tries.find(({ headers }) => headers["x-forwarded-for"] !== undefined)?.headers;
  t.like(forged, { "x-forwarded-host": "auth.example.org", "remote-groups": "admins", host: "a.example.org" });
  t.true(tries.some(({ headers }) => headers.cookie?.startsWith("authelia_session=")));
});

test.serial("the portal is asked for its health and for the state of a stranger", async (t) => {
  const look = await edge(t, ({ url }, response) => {
    if (url === "/api/health") response.end('{"status":"OK"}');
    else response.end('{"status":"OK","data":{"username":"geheim","authentication_level":0}}');
  });
  const [fact] = await look("http.portal");
  t.deepEqual(seenIn<PortalHealth>(fact), {
    health: { status: 200, says: "OK", level: null },
    state: { status: 200, says: "OK", level: 0 },
  });
  t.false(JSON.stringify(fact).includes("geheim"));
});

for (const body of [
  "",
  "{",
  "[]",
  "null",
  '{"status":1,"data":"OK"}',
  '{"status":"OK","data":{"authentication_level":-1}}',
])
  test.serial(`a portal that answers ${JSON.stringify(body)} says nothing of a level`, async (t) => {
    const look = await edge(t, (_, response) => response.end(body));
    t.is(seenIn<PortalHealth>((await look("http.portal"))[0]).state.level, null);
  });

test.serial("a portal that answers without an end is no portal", async (t) => {
  const look = await edge(t, (_, response) => response.end("x".repeat(100_000)));
  t.is(failureOf((await look("http.portal"))[0]), "protocol");
});

test.serial("a vantage point that is not there asks nothing, and neither does a host without an address", async (t) => {
  let visits = 0;
  const look = await edge(t, (_, response) => {
    visits++;
    response.end();
  });
  const nowhere = await look("http.", reachOf({ vantages: new Map() }));
  const noHost = await look("http.", reachOf({ hosts: new Map() }));
  for (const fact of [...nowhere, ...noHost]) t.is(failureOf(fact), "not-asked");
  t.true(nowhere.length > 8);
  t.is(visits, 0);
});

test.serial("a point of view is the source address of its connections", async (t) => {
  const from: (string | undefined)[] = [];
  const look = await edge(t, ({ socket }, response) => {
    from.push(socket.remoteAddress);
    response.end();
  });
  const vpn = { name: "vpn", localAddress: "127.0.0.9", calls: "vpn" as const };
  await look("http.route master vpn https://a.", reachOf({ vantages: new Map([["vpn", vpn]]) }));
  t.deepEqual(from, ["127.0.0.9"]);
});

test.serial("a source address that this machine does not have is nobody's fault there", async (t) => {
  const look = await edge(t, page);
  const outside = { name: "outside", localAddress: "192.0.2.1", calls: "public" as const };
  t.is(failureOf((await look(ROUTE, reachOf({ vantages: new Map([["outside", outside]]) })))[0]), "not-asked");
});
