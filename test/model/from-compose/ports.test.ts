import test from "ava";
import fc from "fast-check";
import type { Port } from "../../../model/container.ts";
import { parseShortPort } from "../../../model/from-compose/ports.ts";
import { one, unknownPath } from "./reading.ts";

const ports = (yaml: string) => one(`image: x\n    ports: ${yaml}`).ports;
const facts = ({ ip, external, internal, count, protocol }: Port) => [ip, external, internal, count, protocol];

test("every spelling of a port in short syntax says address, ports, count and protocol", (t) => {
  const spellings: [string, unknown[]][] = [
    ["80", ["0.0.0.0", undefined, 80, 1, "tcp"]],
    ['"80/UDP"', ["0.0.0.0", undefined, 80, 1, "udp"]],
    ["8080:80", ["0.0.0.0", 8080, 80, 1, "tcp"]],
    ["22:22", ["0.0.0.0", 22, 22, 1, "tcp"]],
    ['"0:80"', ["0.0.0.0", undefined, 80, 1, "tcp"]],
    ["127.0.0.1:8080:80/udp", ["127.0.0.1", 8080, 80, 1, "udp"]],
    ["127.0.0.1::80", ["127.0.0.1", undefined, 80, 1, "tcp"]],
    ['":8080:80"', ["0.0.0.0", 8080, 80, 1, "tcp"]],
    ['"[::1]:8080:80"', ["::1", 8080, 80, 1, "tcp"]],
    ["8000-8010:9000-9010", ["0.0.0.0", 8000, 9000, 11, "tcp"]],
    ['"3000-3002"', ["0.0.0.0", undefined, 3000, 3, "tcp"]],
  ];
  for (const [written, expected] of spellings) t.deepEqual(ports(`[${written}]`).map(facts), [expected], written);
});

test("a YAML 1.1 file does not turn 22:22 into a number of base sixty", (t) => {
  const { ports } = one("image: x\n    ports: [22:22]", { head: "%YAML 1.1\n---\n" });
  t.deepEqual(ports.map(facts), [["0.0.0.0", 22, 22, 1, "tcp"]]);
});

test("the long syntax says the same in words", (t) => {
  const [full, least] = ports(
    "[{host_ip: 127.0.0.1, published: '8080', target: 80, protocol: udp, mode: host}, {target: 80}]",
  );
  t.deepEqual(facts(full as Port), ["127.0.0.1", 8080, 80, 1, "udp"]);
  t.deepEqual(facts(least as Port), ["0.0.0.0", undefined, 80, 1, "tcp"]);
});

test("a port that is only exposed is not published", (t) => {
  t.deepEqual(one('image: x\n    expose: ["80"]').ports, []);
});

test("a variable hides no more of a port than it can reach", (t) => {
  const [address, host, alone, all, long] = ports(
    `["\${IP}:8080:80", "\${PORT}:80", "127.0.0.1:\${PORT}:80", "\${PORT}", {target: 80, host_ip: "\${IP}"}]`,
  ) as [Port, Port, Port, Port, Port];
  t.deepEqual([address.external, address.internal, unknownPath(() => address.ip)], [8080, 80, "services.web.ports[0]"]);
  t.deepEqual([host.internal, unknownPath(() => host.ip)], [80, "services.web.ports[1]"]);
  t.is(
    unknownPath(() => host.external),
    "services.web.ports[1]",
  );
  t.deepEqual(
    [alone.ip, alone.internal, unknownPath(() => alone.external)],
    ["127.0.0.1", 80, "services.web.ports[2]"],
  );
  t.is(
    unknownPath(() => all.internal),
    "services.web.ports[3]",
  );
  t.deepEqual([long.internal, unknownPath(() => long.ip)], [80, "services.web.ports[4].host_ip"]);
});

test("a default address is judged as if it were written", (t) => {
  t.is(ports(`["\${X:-127.0.0.1:13306}:3306"]`)[0]?.ip, "127.0.0.1");
});

test("one container port on a range of host ports has no certain host port", (t) => {
  const [port] = ports('["8000-8010:80"]') as [Port];
  t.deepEqual([port.ip, port.internal, port.count], ["0.0.0.0", 80, 1]);
  t.is(
    unknownPath(() => port.external),
    "services.web.ports[0]",
  );
});

test("what compose would refuse is no port", (t) => {
  const refused = [
    "",
    "x",
    "80:x",
    "0",
    "65536",
    "90:80:70",
    "localhost:80:80",
    "1:2:3:4",
    "::1:80:80",
    "[::1]80:80",
    "80/icmp",
    "80-70",
    "1-2:1-3",
    "80:",
    "1.2.3:1:2",
    "-1:80",
    "8 0:80",
  ];
  for (const text of refused) t.is(parseShortPort(text), undefined, text);
});

test("a port that was written comes back as it was", (t) => {
  const number = fc.integer({ min: 1, max: 65_000 });
  const written = fc.record({
    ip: fc.option(fc.oneof(fc.ipV4(), fc.ipV6()), { nil: undefined }),
    external: fc.option(number, { nil: undefined }),
    internal: number,
    count: fc.integer({ min: 1, max: 500 }),
    protocol: fc.constantFrom("tcp", "udp", "sctp"),
  });
  const range = (first: number, count: number) => (count === 1 ? `${first}` : `${first}-${first + count - 1}`);
  fc.assert(
    fc.property(written, ({ ip, external, internal, count, protocol }) => {
      const host = external === undefined ? "" : range(external, count);
      const address = ip === undefined ? "" : `${ip.includes(":") ? `[${ip}]` : ip}:`;
      t.deepEqual(parseShortPort(`${address}${host}:${range(internal, count)}/${protocol}`), {
        ip: ip ?? "0.0.0.0",
        external: external === undefined ? undefined : { first: external, count },
        internal: { first: internal, count },
        protocol,
      });
    }),
  );
});
