import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTls, TLSSocket, type TlsOptions } from "node:tls";
import test, { type ExecutionContext } from "ava";
import type { Certificate } from "../../../../verifications/facts/tls/certificate.ts";
import type { OldProtocol } from "../../../../verifications/facts/tls/old-protocol.ts";
import { tlsSource } from "../../../../verifications/facts/tls/source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { type Authority, authority, type KeyPair } from "../../support/certificates.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

/** For a peer that never gets there; others are given all the time that a busy machine takes. */
const DEADLINE = 500;
const PATIENCE = 20_000;
const NAME = "mail.example.org";

const sketch = (port: number): Sketch => ({
  hosts: [
    {
      name: "master",
      containers: [{ name: "mail", ports: [{ ip: "0.0.0.0", external: port, internal: port, public: true }] }],
      routes: [{ host: NAME }],
    },
  ],
});

async function look(
  t: ExecutionContext,
  server: Server,
  only: string,
  { port = 443, ca, deadline = PATIENCE }: { port?: number; ca?: Authority; deadline?: number } = {},
) {
  const at = await serve(t, server);
  const source = tlsSource({ deadline, ports: new Map([[port, at]]) });
  const begun = performance.now();
  const facts = await ask(
    source,
    sketch(port),
    reachOf({ authority: ca?.file }),
    `${only} master outside ${NAME}:${port}`,
  );
  t.true(performance.now() - begun < deadline + 500);
  t.is(facts.length, 1);
  return facts[0];
}

const message = (fact: Awaited<ReturnType<typeof look>>) =>
  fact?.observation.status === "failed" ? fact.observation.message : "";

test.serial("the certificate of a name is read, with what is wrong with it left to the judgement", async (t) => {
  const ca = authority(temporaryFolder(t));
  const fact = await look(t, createTls(ca.issue([NAME, "*.lab.example.org"])), "tls.certificate", { ca });
  const { notBefore, notAfter, fingerprint, ...rest } = seenIn<Certificate>(fact);
  t.deepEqual(rest, {
    protocol: "TLSv1.3",
    names: [NAME, "*.lab.example.org"],
    matches: true,
    subject: NAME,
    issuer: "Test authority",
    key: "ec prime256v1",
    distrust: null,
    traefikDefault: false,
  });
  t.is(Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / 86_400_000), 30);
  t.regex(fingerprint, /^[0-9a-f]{64}$/);
});

test.serial("an authority that the settings do not name is not trusted", async (t) => {
  const ca = authority(temporaryFolder(t));
  const fact = await look(t, createTls(ca.issue([NAME])), "tls.certificate");
  t.is(seenIn<Certificate>(fact).distrust, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
});

test.serial("an authority that cannot be read judges nothing", async (t) => {
  const ca = authority(temporaryFolder(t));
  const at = await serve(t, createTls(ca.issue([NAME])));
  const source = tlsSource({ ports: new Map([[443, at]]) });
  const [fact] = await ask(source, sketch(1), reachOf({ authority: `${ca.file}.gone` }), "tls.certificate");
  t.is(failureOf(fact), "not-asked");
});

test.serial("a certificate for another name does not match, and one with a common name alone neither", async (t) => {
  const ca = authority(temporaryFolder(t));
  for (const pair of [ca.issue(["b.example.org"]), ca.issue([], { commonName: NAME })]) {
    const { matches, distrust } = seenIn<Certificate>(await look(t, createTls(pair), "tls.certificate", { ca }));
    t.deepEqual([matches, distrust], [false, null]);
  }
});

test.serial("a certificate that has ended is told as that", async (t) => {
  const ca = authority(temporaryFolder(t));
  const fact = await look(t, createTls(ca.issue([NAME], { days: -1 })), "tls.certificate", { ca });
  t.is(seenIn<Certificate>(fact).distrust, "CERT_HAS_EXPIRED");
});

test.serial("the certificate that Traefik makes for itself is recognised", async (t) => {
  const pair = authority(temporaryFolder(t)).issue(["abc.traefik.default"], {
    commonName: "TRAEFIK DEFAULT CERT",
    selfSigned: true,
  });
  const { traefikDefault, matches } = seenIn<Certificate>(await look(t, createTls(pair), "tls.certificate"));
  t.deepEqual([traefikDefault, matches], [true, false]);
});

test.serial("the name that is asked for is sent, so that a server with many names shows the right one", async (t) => {
  let asked = "";
  const pair = authority(temporaryFolder(t)).issue([NAME]);
  const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
    asked = name;
    done(null);
  };
  const server = createTls({ ...pair, SNICallback });
  await look(t, server, "tls.certificate");
  t.is(asked, NAME);
});

const oldProtocol = async (t: ExecutionContext, options: TlsOptions) =>
  look(t, createTls({ ...authority(temporaryFolder(t)).issue([NAME]), ...options }), "tls.old-protocol");

test.serial("a server that speaks TLS 1.2 and newer refuses old protocols", async (t) => {
  t.is(seenIn<OldProtocol>(await oldProtocol(t, { minVersion: "TLSv1.2" })).accepted, null);
});

for (const version of ["TLSv1", "TLSv1.1"] as const)
  test.serial(`a server that speaks ${version} is found out`, async (t) => {
    const fact = await oldProtocol(t, { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" });
    t.is(seenIn<OldProtocol>(fact).accepted, version);
  });

test.serial("a connection that is closed in place of an alert says nothing of old protocols", async (t) => {
  const fact = await look(
    t,
    createServer((socket) => socket.destroy()),
    "tls.old-protocol",
  );
  t.is(failureOf(fact), "protocol");
});

/** A server that talks first: what it says at once, and what it answers to each line. */
function talking(pair: KeyPair, greeting: string, answers: Readonly<Record<string, string>>): Server {
  return createServer((socket: Socket) => {
    socket.on("error", () => {});
    socket.write(greeting);
    const onData = (data: Buffer) => {
      const answer = Object.entries(answers).find(([word]) => data.toString().startsWith(word))?.[1];
      if (answer === undefined) return;
      if (!answer.startsWith("TLS ")) return socket.write(answer);
      socket.off("data", onData);
      socket.write(answer.slice(4));
      new TLSSocket(socket, { isServer: true, ...pair }).on("error", () => {});
    };
    socket.on("data", onData);
  });
}

const TALKS: readonly (readonly [string, number, string, Readonly<Record<string, string>>])[] = [
  [
    "SMTP",
    25,
    "220-mail\r\n220 ready\r\n",
    { EHLO: "250-mail\r\n250-STARTTLS\r\n250 8BITMIME\r\n", STARTTLS: "TLS 220 go\r\n" },
  ],
  ["submission", 587, "220 ready\r\n", { EHLO: "250 STARTTLS\r\n", STARTTLS: "TLS 220 go\r\n" }],
  ["IMAP", 143, "* OK ready\r\n", { "a STARTTLS": "TLS a OK go\r\n" }],
  ["POP3", 110, "+OK ready\r\n", { STLS: "TLS +OK go\r\n" }],
  ["ManageSieve", 4190, '"SIEVE" "fileinto"\r\n"STARTTLS"\r\nOK "ready"\r\n', { STARTTLS: "TLS OK go\r\n" }],
];

for (const [name, port, greeting, answers] of TALKS)
  test.serial(`TLS begins after the words of ${name}`, async (t) => {
    const ca = authority(temporaryFolder(t));
    const fact = await look(t, talking(ca.issue([NAME]), greeting, answers), "tls.certificate", { port, ca });
    t.like(seenIn<Certificate>(fact), { matches: true, distrust: null });
  });

test.serial("TLS begins at once on the ports that are for it", async (t) => {
  const ca = authority(temporaryFolder(t));
  const fact = await look(t, createTls(ca.issue([NAME])), "tls.certificate", { port: 993, ca });
  t.true(seenIn<Certificate>(fact).matches);
});

const PEERS: readonly (readonly [string, string, RegExp, (socket: Socket) => void])[] = [
  ["says nothing", "timeout", /TLS did not begin/, () => {}],
  ["closes at once", "protocol", /closed before/, (socket) => socket.destroy()],
  ["greets without an end", "protocol", /greeting does not end/, (socket) => socket.write("220-x".repeat(10_000))],
  [
    "greets in lines without an end",
    "timeout",
    /TLS did not begin/,
    (socket) => void setInterval(() => socket.write("220-x\r\n"), 5).unref(),
  ],
  [
    "speaks another protocol",
    "protocol",
    /does not speak the protocol of the port/,
    (socket) => socket.write("SSH-2.0-x\r\n"),
  ],
  [
    "does not offer to begin TLS",
    "missing",
    /does not offer/,
    (socket) => {
      socket.write("220 x\r\n");
      socket.on("data", () => socket.write("250 SIZE\r\n"));
    },
  ],
  [
    "says more before TLS than TLS allows",
    "protocol",
    /more was said before TLS/,
    (socket) => {
      socket.write("220 x\r\n");
      socket.on("data", (data) =>
        socket.write(data.toString().startsWith("EHLO") ? "250 STARTTLS\r\n" : "220 go\r\n250 injected\r\n"),
      );
    },
  ],
];

for (const [what, failure, says, peer] of PEERS)
  test.serial(`a mail server that ${what} ends as ${failure}`, async (t) => {
    const fact = await look(t, createServer(peer), "tls.certificate", { port: 25, deadline: DEADLINE });
    t.is(failureOf(fact), failure, message(fact));
    t.regex(message(fact), says);
  });

test.serial("nothing is asked from a vantage point that is not there", async (t) => {
  const facts = await ask(tlsSource(), sketch(25), reachOf({ vantages: new Map() }));
  t.deepEqual(facts.map(failureOf), ["not-asked", "not-asked", "not-asked"]);
});
