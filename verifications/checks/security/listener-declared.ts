import { isEveryAddress, isLoopback } from "../../../model/address.ts";
import { check, type Fault } from "../../check.ts";
import type { ExpectedHost, ExpectedPort } from "../../expectation.ts";
import { type HostSubject, hostsIn, known, needsEngine, ofEngine, ofHost } from "../../expected.ts";
import type { ListedContainer } from "../../facts/docker/values.ts";
import type { ListenerValue } from "../../facts/host/values.ts";

/** Something that waits on an address that others reach. */
interface Open {
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

export default check<HostSubject>({
  id: "listener-declared",
  criterion: "security",
  lines: ["SEC-1"],
  title: "Something listens that nobody declared, or on more addresses than declared",
  why: "A published port bypasses the firewall of the host: whatever listens on every address is open to the Internet.",
  proof:
    "Sockets of the host (`/proc/net/tcp`, `udp` and their twins for IPv6) and `Ports` of all running containers, against the declared ports and the `listeners` of the settings. Every address needs `readiness.public-ports`.",
  remedy:
    "Bind it to 127.0.0.1 or to the VPN address, stop it, or declare it; `ss -lntup` on the host names the process.",
  references: [
    {
      title: "Docker: packet filtering and firewalls",
      url: "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
    },
  ],
  validFor: 24,
  blocker: true,
  subjects: hostsIn,
  blockedBy: needsEngine,
  *judge(subject, look) {
    const { host, declared } = subject;
    const told = new Set<string>();
    const listed = look.value(ofEngine("containers", subject)) as unknown as readonly ListedContainer[];
    const published = listed.flatMap(({ name, ports }) =>
      ports.map(({ ip, external, protocol }) => ({ ip, port: external, protocol, by: `${name} publishes` })),
    );
    yield* faults(host, declared, published, told);
    const names = new Map(listed.map(({ id, name }) => [id, name]));
    const sockets = (look.value(ofHost("listeners", host)) as unknown as readonly ListenerValue[]).map(
      ({ container, ...listener }) => ({
        ...listener,
        by: container === null ? "something listens on" : `${names.get(container) ?? "a container"} listens on`,
      }),
    );
    yield* faults(host, declared, sockets, told);
  },
});

function* faults(
  host: string,
  declared: ExpectedHost,
  open: readonly (Open & { readonly by: string })[],
  told: Set<string>,
): Iterable<Fault> {
  const ports = declared.containers.flatMap((container) => known(container, "ports"));
  for (const { by, ...one } of open) {
    if (isLoopback(one.ip) || declared.listeners.includes(`${one.port}/${one.protocol}`)) continue;
    const [detail, same] = [shown(one), ports.filter((port) => isPort(port, one))];
    if (told.has(detail)) continue;
    const fits = same.filter(({ ip }) => ip === one.ip || (isEveryAddress(ip) && isEveryAddress(one.ip)));
    if (same.length === 0) {
      told.add(detail);
      yield { message: `${host}: ${by} ${detail}, which nobody declares`, detail, cause: "listener-not-declared" };
    } else if (fits.length === 0) {
      told.add(detail);
      yield {
        message: `${host}: ${by} ${detail}, and that port is declared for other addresses only`,
        detail,
        cause: "wildcard-bind",
      };
    } else if (isEveryAddress(one.ip) && !fits.some((port) => port.public)) {
      told.add(detail);
      yield {
        message: `${host}: ${by} ${detail}, open to everyone, and nothing declares that this is meant`,
        detail,
        cause: "wildcard-bind",
      };
    }
  }
}

function isPort({ external, protocol }: ExpectedPort, one: Open): boolean {
  return external === one.port && protocol === one.protocol;
}

function shown({ ip, port, protocol }: Open): string {
  return `${ip.includes(":") ? `[${ip}]` : ip}:${port}/${protocol}`;
}
