import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import test from "ava";
import { answerTo, type Zone } from "../../lab/names/message.ts";
import { startNameServer } from "../../lab/names/server.ts";
import { labZone } from "../../lab/names/zone.ts";

const ZONE: Zone = new Map([
  ["host.test", [{ type: "A", value: "127.0.9.1" }]],
  ["*.host.test", [{ type: "A", value: "127.0.9.2" }]],
  [
    "mail.test",
    [
      { type: "MX", priority: 10, value: "mx.mail.test" },
      { type: "TXT", value: `v=spf1 ${"x".repeat(300)}` },
      { type: "CAA", tag: "issue", value: "letsencrypt.org" },
    ],
  ],
  ["1.9.0.127.in-addr.arpa", [{ type: "PTR", value: "host.test" }]],
  ["empty.test", []],
]);

test("every kind of record of the lab is understood by a real resolver", async (t) => {
  const server = await startNameServer({ address: "127.0.0.1", port: await freePort() }, ZONE);
  t.teardown(() => server.stop());
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  t.deepEqual(await resolver.resolve4("HOST.test"), ["127.0.9.1"]);
  t.deepEqual(await resolver.resolve4("any.host.test"), ["127.0.9.2"]);
  t.deepEqual(await resolver.resolveMx("mail.test"), [{ priority: 10, exchange: "mx.mail.test" }]);
  t.is((await resolver.resolveTxt("mail.test"))[0]?.join("").length, 307);
  t.is((await resolver.resolveCaa("mail.test"))[0]?.issue, "letsencrypt.org");
  t.deepEqual(await resolver.reverse("127.0.9.1"), ["host.test"]);
  await t.throwsAsync(resolver.resolve4("two.steps.host.test"), { code: "ENOTFOUND" });
  await t.throwsAsync(resolver.resolve6("host.test"), { code: "ENODATA" });
  await t.throwsAsync(resolver.resolve4("empty.test"), { code: "ENODATA" });
});

test("a change of what is known is told from the next question on", async (t) => {
  const server = await startNameServer({ address: "127.0.0.1", port: await freePort() }, ZONE);
  t.teardown(() => server.stop());
  const resolver = new Resolver({ timeout: 2000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.port}`]);
  server.zone = new Map([["host.test", [{ type: "A", value: "127.0.9.9" }]]]);
  t.deepEqual(await resolver.resolve4("host.test"), ["127.0.9.9"]);
});

test("questions over a stream are answered as well, also when they come in pieces", async (t) => {
  const server = await startNameServer({ address: "127.0.0.1", port: await freePort() }, ZONE);
  t.teardown(() => server.stop());
  const question = Buffer.from("00070100000100000000000004686f737404746573740000010001", "hex");
  const connection = connect(server.port, "127.0.0.1");
  t.teardown(() => connection.destroy());
  connection.write(Buffer.from([0, question.length]));
  connection.write(question.subarray(0, 9));
  await new Promise((resolve) => setTimeout(resolve, 20));
  connection.write(question.subarray(9));
  const answer = await new Promise<Buffer>((resolve) => connection.once("data", resolve));
  t.is(answer.readUInt16BE(0), answer.length - 2);
  t.deepEqual([...answer.subarray(-4)], [127, 0, 9, 1]);
});

test("what is no question is refused or passed over, whatever it holds", (t) => {
  t.is(answerTo(Buffer.alloc(5), ZONE), undefined);
  const reply = Buffer.alloc(12);
  reply.writeUInt8(0x80, 2);
  t.is(answerTo(reply, ZONE), undefined, "an answer is no question");
  const endless = Buffer.alloc(40, 0xff);
  endless.writeUInt8(0, 2);
  endless.writeUInt16BE(1, 4);
  t.is((answerTo(endless, ZONE) as Buffer).readUInt16BE(2) & 0xf, 1);
});

test("the lab's zone leads every name to an address of this machine alone", (t) => {
  for (const [name, records] of labZone())
    for (const record of records) if (record.type === "A") t.regex(record.value, /^127\./, name);
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}
