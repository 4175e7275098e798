import test from "ava";
import { routesElsewhere } from "../../../../verifications/edge/route.ts";
import { wayFact } from "../../../../verifications/edge/vpn.ts";
import { reachSource } from "../../../../verifications/facts/reach/source.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { reachTo, seen } from "../../support/engine.ts";
import { expectationOf } from "../../support/expectation.ts";

const VPN = ["100.64.0.0/10", "fd7a:115c:a1e0::/48"];
const way = async (host: Parameters<typeof reachTo>[0][string], vpn?: readonly string[]) =>
  seen(
    await gather(
      reachSource().plan(expectationOf({ hosts: [{ name: "lady" }], ...(vpn && { vpn }) }), reachTo({ lady: host })),
    ),
    wayFact({ host: "lady" }),
  );

test("a host is reached through the VPN only where each of its addresses lies in it", async (t) => {
  const inside = "ssh://deploy@100.64.0.2";
  t.deepEqual(await way({ engine: inside, shell: inside }, VPN), { vpn: true });
  t.deepEqual(await way({ engine: "ssh://deploy@[fd7a:115c:a1e0::2]" }, VPN), { vpn: true });
  t.deepEqual(await way({ engine: inside, shell: "ssh://deploy@203.0.113.20" }, VPN), { vpn: false });
  t.deepEqual(await way({ engine: "unix:///var/run/docker.sock", shell: inside }, VPN), { vpn: false });
  t.deepEqual(await way({ engine: "ssh://deploy@lady.example" }, VPN), { vpn: false }, "a name may lead anywhere");
  t.deepEqual(await way({}, VPN), { vpn: false });
});

test("nobody can tell where the settings do not say what the VPN is, and nobody asks for hosts that are not reached", async (t) => {
  t.is(await way({ engine: "ssh://deploy@100.64.0.2" }), "not-asked");
  t.deepEqual(reachSource().plan(expectationOf({ hosts: [{ name: "lady" }] }), reachTo({})), []);
});

test("of a name that two hosts declare each route is also asked where the other one would answer it", (t) => {
  const expectation = expectationOf({
    hosts: [
      { name: "master", routes: [{ host: "example.org" }, { host: "www.example.org" }] },
      { name: "lady", routes: [{ host: "example.org", path: "/security.txt" }] },
    ],
  });
  t.deepEqual(routesElsewhere(expectation), [
    { host: "lady", name: "https://example.org/" },
    { host: "master", name: "https://example.org/security.txt" },
  ]);
});
