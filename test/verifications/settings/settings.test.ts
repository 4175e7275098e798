import test from "ava";
import { SettingsError } from "../../../policies/settings/document.ts";
import { readSettings } from "../../../policies/settings/settings.ts";
import { VERIFIER_KEYS } from "../../../policies/settings/verifier-keys.ts";
import { reachOf } from "../../../verifications/settings/reach.ts";
import { NO_SETTINGS, readVerifierSettings } from "../../../verifications/settings/settings.ts";

const ALL = `
vpn: [100.64.0.0/10]
hosts:
  master:
    engine: unix:///run/lab/docker.sock
    shell: local
    publicAddress: 127.0.1.1
    vpnAddress: 127.0.1.2
    listeners: [22/tcp, 41641/udp, "172.18.0.1:8085/tcp"]
  lady: {}
vantages:
  outside: { calls: public }
  vpn: { calls: vpn, localAddress: 127.0.0.9 }
resolvers: [127.0.0.1:5353, 9.9.9.9, "[::1]:53", "::1"]
authority: lab/ca.pem
drills:
  - { host: lady, allows: [container-comes-back, engine-restart], container: web, reason: agreed for the maintenance window, owner: ops, until: 2027-01-31 }
backups:
  nightly: { host: master, tool: restic, repository: /srv/restic }
configuration: { publicAddress: address }
`;
const read = (text: string) => readVerifierSettings("readiness.yaml", text);

test("everything that the verifier can be told is read", (t) => {
  const settings = read(ALL);
  t.deepEqual(settings.hosts.get("master"), {
    engine: "unix:///run/lab/docker.sock",
    shell: "local",
    publicAddress: "127.0.1.1",
    vpnAddress: "127.0.1.2",
    listeners: ["22/tcp", "41641/udp", "172.18.0.1:8085/tcp"],
  });
  t.deepEqual(settings.hosts.get("lady"), { listeners: [] });
  t.deepEqual(settings.vantages.get("vpn"), { name: "vpn", localAddress: "127.0.0.9", calls: "vpn" });
  t.is(settings.resolvers.length, 4);
  t.like(settings, { authority: "lab/ca.pem", configuration: { publicAddress: "address", vpnAddress: "vpnAddress" } });
  t.like(settings.drills[0], {
    host: "lady",
    container: "web",
    allows: ["container-comes-back", "engine-restart"],
    until: "2027-01-31",
  });
  t.deepEqual(read("profile: strict"), NO_SETTINGS);
});

test("the gate knows the settings of the verifier and still refuses any other", (t) => {
  t.notThrows(() => readSettings("readiness.yaml", ALL, new Set()));
  t.throws(() => readSettings("readiness.yaml", "host: {}", new Set()), { instanceOf: SettingsError });
  for (const key of VERIFIER_KEYS) t.regex(ALL, new RegExp(`^${key}:`, "m"));
});

test("whatever is misspelt or impossible is refused with its place, and nothing of it is repeated", (t) => {
  for (const wrong of [
    "hosts: [geheim]",
    "hosts: { master: geheim }",
    "hosts: { master: { engin: geheim } }",
    "hosts: { master: { engine: geheim } }",
    "hosts: { master: { engine: 'ssh://a:geheim@b' } }",
    "hosts: { master: { shell: 'unix:///geheim' } }",
    "hosts: { master: { publicAddress: geheim } }",
    "hosts: { master: { listeners: [ssh] } }",
    "hosts: { master: { listeners: [70000/tcp] } }",
    "hosts: { '-x': {} }",
    "vantages: { outside: {} }",
    "vantages: { outside: { calls: geheim } }",
    "vantages: { outside: { calls: public, localAddress: geheim } }",
    "resolvers: 9.9.9.9",
    "resolvers: [geheim]",
    "resolvers: ['9.9.9.9:0']",
    "authority: []",
    "drills: true",
    "drills: [{ host: lady, allows: [engine-restart], owner: ops, until: 2027-01-31 }]",
    "drills: [{ host: lady, allows: [engine-restart], reason: because, owner: ops, until: 2027-01-31 }]",
    "drills: [{ host: lady, allows: [engine-restart], reason: agreed with everyone, owner: ops, until: 2027-02-31 }]",
    "drills: [{ host: lady, reason: agreed with everyone, owner: ops, until: 2027-01-31 }]",
    "drills: [{ host: lady, allows: [geheim], reason: agreed with everyone, owner: ops, until: 2027-01-31 }]",
    "drills: [{ host: lady, allows: [container-comes-back], reason: agreed with everyone, owner: ops, until: 2027-01-31 }]",
    "configuration: { address: x }",
  ]) {
    const error = t.throws(() => read(wrong), { instanceOf: SettingsError }, wrong);
    t.regex(error?.message ?? "", /^readiness\.yaml:1:\d+ /);
    t.false(error?.message.includes("geheim"), wrong);
  }
});

test("the command line wins over the settings, and they over the configuration of the stack", (t) => {
  const stacks = new Map([
    ["master", { "docker:host": "ssh://deploy@100.64.0.1", "lab:publicAddress": "203.0.113.10" }],
    ["lady", { "docker:host": "ssh://deploy@100.64.0.2", "lab:vpnAddress": "no address" }],
  ]);
  const settings = read("hosts: { master: { publicAddress: 127.0.1.1 } }\nvantages: { vpn: { calls: vpn } }");
  const reach = reachOf({ settings, stacks, project: "lab" });
  t.deepEqual(reach.hosts.get("master"), {
    engine: "ssh://deploy@100.64.0.1",
    shell: "ssh://deploy@100.64.0.1",
    publicAddress: "127.0.1.1",
    vpnAddress: undefined,
  });
  t.is(reach.hosts.get("lady")?.vpnAddress, undefined);
  t.is(reach.vantages.size, 1);
  const given = new Map([["master", { engine: "unix:///lab.sock" }]]);
  const other = reachOf({ settings, stacks, project: "lab", given, vantages: [] });
  t.like(other.hosts.get("master"), { engine: "unix:///lab.sock", shell: undefined });
  t.is(other.vantages.size, 0);
});
