import * as pulumi from "@pulumi/pulumi";
import test from "ava";
import { containerArgs } from "../../declare/container.ts";
import type { PortSpec } from "../../declare/index.ts";
import { inReadOrder, meaninglessDifferences } from "../../declare/ports.ts";

const HOME = { address: "10.10.0.1" } as const;

const DNS: readonly PortSpec[] = [
  { host: 8053, container: 80, on: "loopback" },
  { host: 53, on: "vpn" },
  { host: 53, protocol: "udp", on: "vpn" },
  { host: 53, on: HOME },
  { host: 53, protocol: "udp", on: HOME },
];

test("ports stand by container port, then by protocol, then as declared", (t) => {
  t.deepEqual(
    inReadOrder(DNS).map(({ container, protocol, on }) => [container, protocol, on]),
    [
      [53, "tcp", "vpn"],
      [53, "tcp", HOME],
      [53, "udp", "vpn"],
      [53, "udp", HOME],
      [80, "tcp", "loopback"],
    ],
  );
});

test("a port that is published alike for both protocols, or on several addresses, has them in any order", (t) => {
  t.deepEqual(
    meaninglessDifferences(inReadOrder(DNS)),
    [0, 1, 2, 3].flatMap((index) => [`ports[${index}].protocol`, `ports[${index}].ip`]),
  );
});

test("addresses that may come back in any order stand in a label, so that a real change is seen", (t) => {
  const addresses = { public: "0.0.0.0", vpn: "100.64.0.1", loopback: "127.0.0.1" };
  const around = { addresses, edge: undefined, network: String, volume: String, secret: () => pulumi.output("") };
  const args = containerArgs(
    { name: "dns", image: "dns:1", memory: 64, healthcheck: { absent: "a test" }, ports: DNS },
    around as unknown as Parameters<typeof containerArgs>[1],
  );
  t.deepEqual(args.labels, [
    {
      label: "readiness.addresses",
      value: "10.10.0.1:53/tcp,10.10.0.1:53/udp,100.64.0.1:53/tcp,100.64.0.1:53/udp",
    },
  ]);
});

test("where the two protocols are not published alike, every difference counts", (t) => {
  t.deepEqual(meaninglessDifferences(inReadOrder(DNS.slice(0, 3).toSpliced(2, 1))), []);
  t.deepEqual(
    meaninglessDifferences(
      inReadOrder([
        { host: 53, on: "vpn" },
        { host: 5353, container: 53, protocol: "udp", on: "vpn" },
      ]),
    ),
    [],
  );
  t.deepEqual(
    meaninglessDifferences(
      inReadOrder([
        { host: 80, on: "public" },
        { host: 443, on: "public" },
      ]),
    ),
    [],
  );
});
