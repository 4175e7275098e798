import { createServer as createHttp } from "node:http";
import { createServer } from "node:net";
import test from "ava";
import { nativePorts } from "../../../../verifications/edge/native.ts";
import type { Answer } from "../../../../verifications/facts/http/answer.ts";
import { httpSource } from "../../../../verifications/facts/http/source.ts";
import { expectationOf } from "../../support/expectation.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";
import { serve } from "../../support/serve.ts";

const sketch = (port: number) => ({ hosts: [{ name: "master", listeners: [`172.18.0.1:${port}/tcp`] }] });
const look = async (port: number) =>
  (await ask(httpSource({ deadline: 1000 }), sketch(port), reachOf(), "http.native"))[0];

test("a service that is meant for one address is tried at the public one, as a stranger would", async (t) => {
  const port = await serve(
    t,
    createHttp((request, response) => response.writeHead(404).end(request.headers.host)),
  );
  t.is(seenIn<Answer>(await look(port)).status, 404);
});

test("what speaks something else is reached, and what nobody listens on is not", async (t) => {
  const port = await serve(
    t,
    createServer((socket) => socket.end("SSH-2.0-geheim\r\n")),
  );
  const fact = await look(port);
  t.is(failureOf(fact), "protocol");
  t.false(JSON.stringify(fact).includes("geheim"));
  t.is(failureOf(await look(1)), "refused");
});

test("what is open on purpose, for loopback or by UDP is not tried", (t) => {
  const listeners = [
    "22/tcp",
    "127.0.0.1:9090/tcp",
    "172.18.0.1:53/udp",
    "[::1]:1/tcp",
    "172.18.0.1:8085/tcp",
    "10.0.0.1:8085/tcp",
  ];
  const [host] = expectationOf({ hosts: [{ name: "master", listeners }] }).hosts;
  t.deepEqual(host && nativePorts(host), [{ host: "master", port: 8085 }]);
});
