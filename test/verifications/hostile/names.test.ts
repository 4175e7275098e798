import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import test, { type ExecutionContext } from "ava";
import { dnsSource } from "../../../verifications/facts/dns/source.ts";
import { reachOf } from "../support/reach.ts";
import { serve } from "../support/serve.ts";
import { HTTP_PEERS, WORD } from "./peers.ts";
import { held, leavingNothing } from "./support.ts";
import { asked } from "./ways.ts";

const DEADLINE = 1500;
const MEMORY = 100;
const SKETCH = { hosts: [{ name: "master", routes: [{ host: "a.example.org" }, { host: "b.example.org" }] }] };

/** Answers every datagram with these, and speaks over TCP as a peer does, at the same port. */
async function resolver(t: ExecutionContext, answers: (query: Buffer) => readonly Buffer[], peer = HTTP_PEERS[0]) {
  const port = await serve(
    t,
    createServer((socket) => peer?.speak(socket)),
  );
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    for (const answer of answers(query)) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
  t.teardown(() => socket.close());
  return `127.0.0.1:${port}`;
}

const flags = (query: Buffer, bits: number, answers: number) => {
  const answer = Buffer.from(query);
  answer.writeUInt16BE(bits, 2);
  answer.writeUInt16BE(answers, 6);
  return answer;
};

const ANSWERS: Readonly<Record<string, (query: Buffer) => readonly Buffer[]>> = {
  "never answers": () => [],
  "answers with garbage": () => [Buffer.from(WORD)],
  "answers another question": (query) => [
    Buffer.concat([Buffer.from([query[0] ?? 0, (query[1] ?? 0) ^ 1]), query.subarray(2)]),
  ],
  "promises records that do not come": (query) => [flags(query, 0x8180, 65_535)],
  "names itself in a circle": (query) => [
    Buffer.concat([
      flags(query, 0x8180, 1),
      Buffer.from([0xc0, query.length, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 1, 2, 3, 4]),
    ]),
  ],
  fails: (query) => [flags(query, 0x8182, 0)],
  refuses: (query) => [flags(query, 0x8185, 0)],
  "answers a thousand times": (query) => Array.from({ length: 1000 }, () => Buffer.from(query.subarray(0, 3))),
};

for (const [what, answers] of Object.entries(ANSWERS))
  test.serial(`a resolver that ${what} costs its deadline at most`, async (t) => {
    const reach = reachOf({ resolvers: [await resolver(t, answers)] });
    await leavingNothing(t, MEMORY, async () => {
      const facts = await asked(dnsSource({ deadline: DEADLINE }), SKETCH, reach);
      held(t, what, facts, ["refused", "timeout", "protocol"], DEADLINE);
    });
  });

test.serial(
  "a resolver that sends its visitors to TCP costs its deadline at most, whatever answers there",
  async (t) => {
    for (const peer of HTTP_PEERS.filter(({ what }) =>
      /never answers|byte a second|closes at once|without an end/.test(what),
    )) {
      const reach = reachOf({ resolvers: [await resolver(t, (query) => [flags(query, 0x8380, 0)], peer)] });
      const facts = await asked(dnsSource({ deadline: DEADLINE }), SKETCH, reach);
      held(t, peer.what, facts, ["refused", "timeout", "protocol"], DEADLINE);
    }
  },
);
