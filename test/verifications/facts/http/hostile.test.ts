import { createServer, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { gzipSync } from "node:zlib";
import test, { type ExecutionContext } from "ava";
import type { Answer } from "../../../../verifications/facts/http/answer.ts";
import { httpSource } from "../../../../verifications/facts/http/source.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { authority } from "../../support/certificates.ts";
import type { Sketch } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

const DEADLINE = 300;
/** What a machine that does other things at the same time may add, in milliseconds. */
const SLACK = 500;
const ROUTE = { hosts: [{ name: "master", routes: [{ host: "a.example.org", tls: false }] }] };
const TLS_ROUTE = { hosts: [{ name: "master", routes: [{ host: "a.example.org" }] }] };

/** Asks a peer that is not what it should be, and holds that this costs no more than its deadline. */
async function visit(t: ExecutionContext, peer: (socket: Socket) => void, sketch: Sketch = ROUTE) {
  const port = await serve(t, createServer(peer));
  return timed(t, port, sketch);
}

async function timed(t: ExecutionContext, port: number, sketch: Sketch) {
  const source = httpSource({ deadline: DEADLINE, ports: { http: port, https: port } });
  const begun = performance.now();
  const [fact] = await ask(source, sketch, reachOf(), "http.route master outside");
  t.true(performance.now() - begun < DEADLINE + SLACK);
  if (fact === undefined) throw new Error("nothing was asked");
  return fact;
}

const says = async (fact: ReturnType<typeof visit>) => {
  const { observation } = await fact;
  return observation.status === "failed" ? observation.message : "";
};

/** Writes as fast as the other side reads, until it goes away. */
function flood(socket: Socket, part: Buffer): void {
  const on = () => {
    while (!socket.destroyed && socket.write(part));
  };
  socket.on("drain", on);
  on();
}

test.serial("a peer that accepts and never answers costs its deadline", async (t) => {
  const fact = await visit(t, () => {});
  t.is(failureOf(fact), "timeout");
  t.regex(await says(Promise.resolve(fact)), /accepted, and nothing was answered/);
});

test.serial("a peer that accepts and never begins TLS is told from one that is silent in HTTP", async (t) => {
  const fact = await visit(t, () => {}, TLS_ROUTE);
  t.is(failureOf(fact), "timeout");
  t.regex(await says(Promise.resolve(fact)), /no TLS handshake/);
});

test.serial("a peer that sends one byte at a time costs its deadline", async (t) => {
  const text = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
  const fact = await visit(t, (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++] ?? "x"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  t.is(failureOf(fact), "timeout");
});

test.serial("a body without an end is read as far as a page is", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    flood(socket, Buffer.alloc(16_384, "x"));
  });
  const { status, length, truncated } = seenIn<Answer>(fact);
  t.deepEqual({ status, length, truncated }, { status: 200, length: 64 * 1024, truncated: true });
});

test.serial("a body that trickles without an end costs its deadline", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    const timer = setInterval(() => socket.write("x"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  t.is(failureOf(fact), "timeout");
  t.regex(await says(Promise.resolve(fact)), /began and did not end/);
});

test.serial("a header without an end is given up", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    flood(socket, Buffer.from(`X-Long: ${"x".repeat(16_000)}\r\n`));
  });
  t.is(failureOf(fact), "protocol");
  t.regex(await says(Promise.resolve(fact)), /header of the answer is too long/);
});

test.serial("interim answers without an end cost their deadline", async (t) => {
  const fact = await visit(t, (socket) => {
    const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\n\r\n"), 5);
    socket.on("close", () => clearInterval(timer));
  });
  t.is(failureOf(fact), "timeout");
});

test.serial("a redirect to itself is read and not followed", async (t) => {
  let visits = 0;
  const fact = await visit(t, (socket) => {
    socket.once("data", () => {
      visits++;
      socket.end("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
    });
  });
  t.is(seenIn<Answer>(fact).location?.host, "a.example.org");
  t.is(visits, 1);
});

test.serial("a compressed bomb stays packed", async (t) => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  const fact = await visit(t, (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`);
    socket.end(bomb);
  });
  const { page, length } = seenIn<Answer>(fact);
  t.is(page, "packed");
  t.true(length < 64 * 1024);
});

test.serial("a peer that closes in the middle has not answered", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
  });
  t.is(failureOf(fact), "protocol");
  t.regex(await says(Promise.resolve(fact)), /closed before the answer was whole/);
});

test.serial("a peer that resets the connection has not answered", async (t) => {
  const fact = await visit(t, (socket) => socket.resetAndDestroy());
  t.is(failureOf(fact), "protocol");
});

test.serial("a peer that says more than the length it named is read up to there", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Later\r\n\r\n"));
  });
  const { status, length } = seenIn<Answer>(fact);
  t.deepEqual({ status, length }, { status: 200, length: 2 });
});

test.serial("a peer with two lengths has not answered", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.once("data", () =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok"),
    );
  });
  t.is(failureOf(fact), "protocol");
});

test.serial("a peer that changes to another protocol has not answered", async (t) => {
  const fact = await visit(t, (socket) => {
    socket.once("data", () =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n"),
    );
  });
  t.is(failureOf(fact), "protocol");
});

test.serial("plain HTTP where TLS should be is told as that", async (t) => {
  const fact = await visit(t, (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), TLS_ROUTE);
  t.is(failureOf(fact), "protocol");
  t.regex(await says(Promise.resolve(fact)), /does not speak TLS/);
});

test.serial("TLS where plain HTTP should be has not answered", async (t) => {
  const pair = authority(temporaryFolder(t)).issue(["a.example.org"]);
  const port = await serve(t, createTls(pair));
  t.true(["protocol", "timeout"].includes(failureOf(await timed(t, port, ROUTE)) ?? ""));
});

test.serial("a peer that agrees to TLS and then says nothing is told as that", async (t) => {
  const pair = authority(temporaryFolder(t)).issue(["a.example.org"]);
  const port = await serve(t, createTls(pair));
  const fact = await timed(t, port, TLS_ROUTE);
  t.is(failureOf(fact), "timeout");
  t.regex(await says(Promise.resolve(fact)), /TLS was agreed upon/);
});

test.serial("garbage is no answer", async (t) => {
  const fact = await visit(t, (socket) => socket.end(Buffer.from([0, 255, 13, 10, 13, 10])));
  t.is(failureOf(fact), "protocol");
});

test.serial("a port where nobody listens is refused", async (t) => {
  const port = await serve(t, createServer());
  t.is(failureOf(await timed(t, port === 1 ? 2 : 1, ROUTE)), "refused");
});

test.serial("a run that is ended leaves no connection", async (t) => {
  let closed = 0;
  const fact = await visit(t, (socket) => {
    socket.resume().on("close", () => closed++);
  });
  t.is(failureOf(fact), "timeout");
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(closed, 1);
});
