import test from "ava";
import { type Names, reverseName } from "../../../../verifications/facts/dns/answers.ts";
import { dnsSource } from "../../../../verifications/facts/dns/source.ts";
import { nameServer, type Zone } from "../../support/names.ts";
import { ask, failureOf, reachOf, seenIn } from "../../support/reach.ts";

const ZONE: Zone = {
  "a.example.org A": ["127.0.0.1"],
  "a.example.org AAAA": ["2001:0db8:0:0:0:0:0:1"],
  "mail.example.org A": ["127.0.0.1"],
  "example.org MX": ["10 mail.example.org"],
  "example.org TXT": ["v=spf1 mx -all", "site-verification=of-a-third-party"],
  "_dmarc.example.org TXT": ["v=DMARC1; p=reject"],
  "example.org CAA": ["issue letsencrypt.org"],
  "1.0.0.127.in-addr.arpa PTR": ["Mail.Example.ORG"],
};
const SKETCH = { hosts: [{ name: "master", routes: [{ host: "a.example.org" }] }] };
const MAIL = {
  hosts: [
    {
      name: "master",
      containers: [{ name: "postfix", ports: [{ ip: "0.0.0.0", external: 25, internal: 25, public: true }] }],
      routes: [{ host: "mail.example.org" }],
    },
  ],
};
const SOURCE = dnsSource({ deadline: 1000 });

test.serial("a name is asked of every resolver, and the addresses of the host stand beside the answers", async (t) => {
  const resolvers = [await nameServer(t, ZONE), await nameServer(t, { "a.example.org A": ["192.0.2.9", "192.0.2.1"] })];
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers }));
  const { resolvers: answered, publicAddress } = seenIn<Names>(fact);
  t.is(publicAddress, "127.0.0.1");
  t.deepEqual(
    answered.map(({ resolver, answers }) => [resolver, answers.A?.records, answers.AAAA?.records]),
    [
      [resolvers[0], ["127.0.0.1"], ["2001:db8::1"]],
      [resolvers[1], ["192.0.2.1", "192.0.2.9"], []],
    ],
  );
});

test.serial("a name that does not exist is an answer, and not a failure", async (t) => {
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [await nameServer(t, {})] }));
  t.deepEqual(seenIn<Names>(fact).resolvers[0]?.answers.A, { records: [], failure: null });
});

test.serial("a resolver that fails takes nothing from the others, and says so", async (t) => {
  const failing = await nameServer(t, ZONE, (answer) => {
    answer[3] = 0x82;
    answer.writeUInt16BE(0, 6);
    return answer.subarray(0, answer.length - 16);
  });
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [await nameServer(t, ZONE), failing] }));
  const { resolvers } = seenIn<Names>(fact);
  t.deepEqual(resolvers[0]?.answers.A?.records, ["127.0.0.1"]);
  t.is(typeof resolvers[1]?.answers.A?.failure, "string");
});

test.serial("a resolver that never answers takes nothing from the others", async (t) => {
  const silent = await nameServer(t, ZONE, () => undefined);
  const begun = performance.now();
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [await nameServer(t, ZONE), silent] }));
  t.true(performance.now() - begun < 1500);
  const { resolvers } = seenIn<Names>(fact);
  t.deepEqual(resolvers[0]?.answers.A?.records, ["127.0.0.1"]);
  t.is(typeof resolvers[1]?.answers.A?.failure, "string");
});

test.serial("nothing is seen where no resolver answers", async (t) => {
  const silent = await nameServer(t, ZONE, () => undefined);
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [silent] }));
  t.not(failureOf(fact), undefined);
});

test.serial("an answer of garbage is no answer", async (t) => {
  const odd = await nameServer(t, ZONE, (answer) => Buffer.concat([answer.subarray(0, 2), Buffer.alloc(40, 0xff)]));
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [odd] }));
  t.not(failureOf(fact), undefined);
});

test.serial(
  "the records around a mail server are asked for, without texts that prove things to third parties",
  async (t) => {
    const facts = await ask(SOURCE, MAIL, reachOf({ resolvers: [await nameServer(t, ZONE)] }), "dns.mail");
    const [only] = seenIn<Names>(facts[0]).resolvers;
    const records = Object.fromEntries(Object.entries(only?.answers ?? {}).map(([kind, one]) => [kind, one.records]));
    t.deepEqual(records, {
      MX: ["10 mail.example.org"],
      SPF: ["v=spf1 mx -all"],
      DMARC: ["v=DMARC1; p=reject"],
      CAA: ["issue letsencrypt.org"],
      PTR: ["mail.example.org"],
    });
  },
);

test.serial("names of a host that the settings do not know are not asked for", async (t) => {
  const [fact] = await ask(SOURCE, SKETCH, reachOf({ hosts: new Map(), resolvers: [await nameServer(t, ZONE)] }));
  t.is(failureOf(fact), "not-asked");
});

for (const resolver of ["dns.example.org", "127.0.0.1:0", "127.0.0.1:99999", "", "[::1", "127.0.0.1:53:53"])
  test.serial(`a resolver written as ${JSON.stringify(resolver)} is refused`, async (t) => {
    const [fact] = await ask(SOURCE, SKETCH, reachOf({ resolvers: [resolver] }));
    t.is(failureOf(fact), "not-asked");
  });

test.serial("the reverse of an address stands under its own name", (t) => {
  t.is(reverseName("192.0.2.7"), "7.2.0.192.in-addr.arpa");
  t.is(reverseName("2001:db8::7"), `7.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
});
