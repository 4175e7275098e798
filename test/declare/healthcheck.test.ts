import { spawn } from "node:child_process";
import { createServer, type Server } from "node:net";
import test from "ava";
import { bashGet, bashGreeting, curl, wget } from "../../declare/index.ts";

const PROOF = { proves: "something" };

test("a plain GET runs without a shell", (t) => {
  t.deepEqual(wget("http://127.0.0.1:80/", PROOF).test, [
    "CMD",
    "wget",
    "-q",
    "-O",
    "/dev/null",
    "http://127.0.0.1:80/",
  ]);
  t.deepEqual(curl("http://127.0.0.1:80/", PROOF).test, [
    "CMD",
    "curl",
    "-fsS",
    "-o",
    "/dev/null",
    "http://127.0.0.1:80/",
  ]);
});

test("an answer that must match is searched for, and the certificate of a loopback address is not", (t) => {
  t.deepEqual(
    curl("https://127.0.0.1/status", { ...PROOF, matching: '"up":true', header: "Host: a.example.org" }).test,
    ["CMD-SHELL", "curl -fsS -k -o - -H 'Host: a.example.org' 'https://127.0.0.1/status' | grep -q '\"up\":true'"],
  );
});

test("a single quote in an answer cannot end the word it stands in", (t) => {
  t.throws(() => wget("http://127.0.0.1/", { ...PROOF, matching: "'; true; '" }), { instanceOf: RangeError });
});

test("bash's GET succeeds on 200, fails on 503, and fails where nobody listens", async (t) => {
  const ready = await serve("HTTP/1.0 200 OK\r\n\r\nready");
  const busy = await serve("HTTP/1.0 503 Service Unavailable\r\n\r\n 200 ");
  t.is(await run(bashGet(ready.port, "/ready", PROOF).test), 0);
  t.not(await run(bashGet(busy.port, "/ready", PROOF).test), 0);
  busy.server.close();
  ready.server.close();
  t.not(await run(bashGet(ready.port, "/ready", PROOF).test), 0);
});

test("bash's greeting succeeds on the greeting of the protocol and on no other", async (t) => {
  const mail = await serve("220 mail.example.org ESMTP\r\n");
  t.is(await run(bashGreeting(mail.port, "220", PROOF).test), 0);
  t.not(await run(bashGreeting(mail.port, "* OK", PROOF).test), 0);
  mail.server.close();
});

/** Exit status of the test; null where it had to be killed. */
function run([form, program = "", ...words]: readonly string[]): Promise<number | null> {
  if (form !== "CMD") throw new Error(`${form} is not run without a shell`);
  return new Promise((resolve) => {
    spawn(program, words, { timeout: 15_000, stdio: "ignore" }).on("close", resolve);
  });
}

/** A server that gives everyone the same answer. */
function serve(answer: string): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.on("error", () => undefined).end(answer));
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address !== null ? address.port : 0 });
    });
  });
}
