import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import { asFound, consecutive, containerArgs, type Host, type Surroundings, secret } from "../../declare/index.ts";
import { mistakes } from "../../declare/mistakes.ts";

const AROUND: Surroundings = {
  addresses: { public: "0.0.0.0", vpn: "100.64.0.9", loopback: "127.0.0.1" },
  edge: undefined,
  network: (name) => name,
  volume: (name) => name,
  secret: (key) => pulumi.secret(`value of ${key}`),
};
const BARE = { name: "web", image: "nginx:1.27-alpine" };
const HOST: Host = { name: "dev", networks: [], keepVolumes: true };

const argsOf = (found: Partial<Parameters<typeof asFound>[0]>) => containerArgs(asFound({ ...BARE, ...found }), AROUND);
const settled = <T>(output: pulumi.Input<T> | undefined) =>
  new Promise((resolve) => pulumi.output(output).apply((value) => resolve(value)));

test("a container that was found gets nothing that was not found on it", (t) => {
  t.deepEqual(argsOf({}), { ...BARE, mustRun: true });
});

test("a container that is meant to end is no difference when it has ended", (t) => {
  t.false(argsOf({ runsOnce: true }).mustRun);
});

test("whatever was found reaches the provider in its own words and units", (t) => {
  t.like(
    argsOf({
      groups: ["video"],
      networkMode: "container:db",
      tmpfs: { "/tmp": "size=64m" },
      volumesFrom: ["data"],
      devices: [{ host: "/dev/dri" }],
      deviceRules: ["c 189:* rwm"],
      sharedMemory: 256,
      capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
      securityOptions: ["apparmor:unconfined"],
      memory: 512,
      memorySwap: -1,
      cpus: 0.5,
      restart: "on-failure",
      restartRetries: 3,
      healthcheck: { test: ["CMD", "true"], interval: "90s", timeout: "1500ms", startInterval: "500ms" },
      logging: { driver: "local", options: { "max-size": "5m" } },
      stopTimeout: 30,
    }),
    {
      groupAdds: ["video"],
      networkMode: "container:db",
      tmpfs: { "/tmp": "size=64m" },
      volumes: [{ fromContainer: "data" }],
      devices: [{ hostPath: "/dev/dri", containerPath: "/dev/dri", permissions: "rwm" }],
      deviceCgroupRules: ["c 189:* rwm"],
      shmSize: 256,
      capabilities: { adds: ["CAP_NET_ADMIN"], drops: ["ALL"] },
      securityOpts: ["apparmor:unconfined"],
      memory: 512,
      memorySwap: -1,
      cpus: "0.5",
      restart: "on-failure",
      maxRetryCount: 3,
      healthcheck: { tests: ["CMD", "true"], interval: "1m30s", timeout: "1.5s", startInterval: "500ms" },
      logDriver: "local",
      logOpts: { "max-size": "5m" },
      stopTimeout: 30,
      destroyGraceSeconds: 30,
    },
  );
});

test("an address says nothing about being public, and a port without a host port has a random one", (t) => {
  const { ports, labels } = argsOf({
    ports: [
      { container: 80, on: { address: "0.0.0.0" } },
      { host: 9000, container: 9000, protocol: "sctp", on: "loopback" },
    ],
  });
  t.deepEqual(ports, [
    { internal: 80, protocol: "tcp", ip: "0.0.0.0" },
    { internal: 9000, external: 9000, protocol: "sctp", ip: "127.0.0.1" },
  ]);
  t.is(labels, undefined);
});

test("consecutive ports follow each other on both sides", (t) => {
  t.deepEqual(consecutive(3, { host: 5000, container: 80, on: "loopback" }), [
    { host: 5000, container: 80, on: "loopback" },
    { host: 5001, container: 81, on: "loopback" },
    { host: 5002, container: 82, on: "loopback" },
  ]);
});

test("words, labels and healthchecks can hold secrets too", async (t) => {
  const { command, labels, healthcheck } = argsOf({
    command: ["redis-server", "--requirepass", secret("redis")],
    labels: { users: secret("users") },
    healthcheck: { test: ["CMD", "check", secret("redis")] },
  });
  t.deepEqual(await settled(command), ["redis-server", "--requirepass", "value of redis"]);
  t.deepEqual(await settled(labels), [{ label: "users", value: "value of users" }]);
  t.like(await settled(healthcheck), { tests: ["CMD", "check", "value of redis"] });
});

test("what was found may lie on the default bridge, where no service may", (t) => {
  t.deepEqual(mistakes(HOST, [asFound(BARE)]), []);
});

test("a port on the VPN needs a host that names its address there", (t) => {
  const found = asFound({ ...BARE, ports: [{ host: 80, container: 80, on: "vpn" }] });
  t.deepEqual(mistakes(HOST, [found]), [
    "Container web publishes a port on vpn, an address that the host does not name.",
  ]);
  t.deepEqual(mistakes({ ...HOST, addresses: { vpn: "100.64.0.9" } }, [found]), []);
});
