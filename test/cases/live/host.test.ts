import test from "ava";
import { failed, seen } from "../../verifications/support/run.ts";
import { engineOf, evidenceOf, findings, listener, type Situation, stateOf } from "./situation.ts";

const WELL = { ahead: 0, within: 1, synchronised: true };

test("a resolver inside the VPN is told with the native service that has to bring the VPN up first", (t) => {
  const { nameserver, vpn_range, live, same_defect_with, corrected } = evidenceOf<{
    nameserver: string[];
    vpn_range: string;
    live: { unit: string; restarts: number };
    same_defect_with: string;
    corrected: { nameserver: string[] };
  }>("host-resolver-inside-the-vpn-it-must-start");
  const situation = (addresses: readonly string[], restarts: number): Situation => ({
    sketch: {
      vpn: [vpn_range],
      hosts: [{ name: "master", containers: [{ name: "headscale-ui", image: "gurucomputing/headscale-ui:1" }] }],
    },
    facts: [
      seen("host.clock master host -", WELL),
      seen("host.resolvers master host -", { addresses }),
      seen("host.daemon master host -", { exists: false, liveRestore: null, dns: [] }),
      seen("host.units master host -", {
        docker: { enabled: "enabled", active: "active", restart: "always" },
        failed: [],
        restarts: restarts === 0 ? {} : { [live.unit]: restarts },
      }),
    ],
  });
  for (const address of [...nameserver, same_defect_with.split(" ")[0] ?? ""])
    t.deepEqual(findings(situation([address], live.restarts)), [
      `resolver-outside-vpn master/-: master asks ${address} for names, inside the VPN, which headscale.service (started again 363 times) has to bring up first`,
      "units-steady master/-: master: headscale.service was started again 363 times",
    ]);
  const well = situation(corrected.nameserver, 0);
  t.deepEqual(findings(well), []);
  t.is(stateOf(well, "resolver-outside-vpn", "master", "-"), "pass");
});

test("a unit that fails every night is told with both of its causes", (t) => {
  const { unit, names_in_script, consecutive_failures, exit_status } = evidenceOf<{
    unit: string;
    names_in_script: string[];
    consecutive_failures: string;
    exit_status: number;
  }>("nightly-tlsa-unit-fails-unnoticed");
  const runs = Number.parseInt(consecutive_failures, 10);
  const situation = (failures: readonly string[], codes: readonly string[]): Situation => ({
    sketch: { hosts: [{ name: "lady" }] },
    facts: [
      seen("host.clock lady host -", WELL),
      seen("host.units lady host -", {
        docker: { enabled: "enabled", active: "active", restart: "always" },
        failed: failures,
        restarts: {},
      }),
      seen("host.reasons lady host -", { [unit]: { status: exit_status, runs, missing: names_in_script, codes } }),
    ],
  });
  t.deepEqual(findings(situation([unit], ["9109"])), [
    "units-steady lady/-: lady: mailcow-tlsa.service has failed: its command ended with 1, so it went 5 times, there is no container postfix-mailcow, there is no container dovecot-mailcow, somebody whom it asked answered with error 9109",
  ]);
  t.regex(
    findings(situation([unit], [])).join(),
    /there is no container postfix-mailcow/,
    "with a new token the second cause still fails it",
  );
  t.deepEqual(findings(situation([], [])), []);
});

test("a native service on every address is told, and whether a stranger reached it", (t) => {
  const { listen, other_listeners, corrected } = evidenceOf<{
    listen: { address: string; port: number };
    other_listeners: string[];
    corrected: { address: string; port: number };
  }>("headscale-plain-http-on-all-addresses");
  t.is(other_listeners.length, 2);
  const [address = ""] = corrected.address.split(" ");
  const situation = (ip: string, ...probe: ReturnType<typeof seen>[]): Situation => ({
    sketch: { hosts: [{ name: "master", listeners: [`${address}:${listen.port}/tcp`, "3478/udp"] }] },
    facts: [
      ...engineOf("master", []),
      seen("host.listeners master host -", [
        listener(listen.port, ip),
        listener(9090, "127.0.0.1"),
        { ...listener(3478), protocol: "udp" },
      ]),
      seen("host.programs master host -", [{ protocol: "tcp", ip, port: listen.port, program: "headscale" }]),
      ...probe,
    ],
  });
  const told = (words: string) => [
    `listener-declared master/-: master: headscale listens on 0.0.0.0:8085/tcp, and that port is allowed on other addresses only; ${words}`,
  ];
  const probe = `http.native master outside ${listen.port}/tcp`;
  t.deepEqual(findings(situation(listen.address)), told("nobody tried whether strangers outside reach it"));
  t.deepEqual(
    findings(situation(listen.address, failed(probe, "timeout"))),
    told("a stranger outside does not reach it"),
  );
  t.deepEqual(
    findings(situation(listen.address, seen(probe, { status: 404 }))),
    told("a stranger outside gets an answer there by plain http"),
  );
  t.deepEqual(findings(situation(address)), []);
  t.is(stateOf(situation(address), "listener-declared", "master", "-"), "pass");
});

test("ranges of the firewall are compared with the networks in use, and exact rules are private ranges too", (t) => {
  const { rules, docker_subnets_in_use } = evidenceOf<{
    rules: { from: string }[];
    docker_subnets_in_use: string[];
  }>("firewall-allows-whole-private-ranges");
  const situation = (from: readonly string[]): Situation => ({
    sketch: { hosts: [{ name: "lady" }] },
    facts: [
      seen("host.clock lady host -", WELL),
      seen("host.networks lady host -", docker_subnets_in_use),
      seen("host.firewall lady host -", {
        ipv4: { policy: "drop", rules: from.map((one) => ({ from: one, protocol: null, ports: null })) },
        ipv6: null,
      }),
    ],
  });
  t.deepEqual(findings(situation(rules.map(({ from }) => from))), [
    `firewall-ranges-in-use lady/-: lady: the firewall lets in whatever comes from 172.16.0.0/12, which is wider than its 8 networks there (${docker_subnets_in_use.join(", ")})`,
    "firewall-ranges-in-use lady/-: lady: the firewall lets in whatever comes from 10.0.0.0/8, and has no network in it",
  ]);
  const exact = situation(docker_subnets_in_use);
  t.deepEqual(findings(exact), []);
  t.is(stateOf(exact, "firewall-ranges-in-use", "lady", "-"), "pass");
});
