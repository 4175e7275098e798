import test from "ava";
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

test("a port that is published alike for both protocols has them in any order", (t) => {
  t.deepEqual(meaninglessDifferences(inReadOrder(DNS)), [
    "ports[0].protocol",
    "ports[1].protocol",
    "ports[2].protocol",
    "ports[3].protocol",
  ]);
});

test("where the two protocols are not published alike, every difference counts", (t) => {
  t.deepEqual(meaninglessDifferences(inReadOrder(DNS.slice(0, 4))), []);
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
