import { isEveryAddress, isLoopback } from "../../../model/address.ts";
import { check, type Fault, type Look, NotSeen } from "../../check.ts";
import { nativeFact } from "../../edge/native.ts";
import type { ExpectedHost, ExpectedPort } from "../../expectation.ts";
import { type HostSubject, hostsIn, known, needsEngine, ofEngine, ofHost, whereSeen } from "../../expected.ts";
import type { ListedContainer } from "../../facts/docker/values.ts";
import type { ListenerValue, ProgramValue } from "../../facts/host/values.ts";

interface Place {
  readonly protocol: string;
  readonly ip: string;
  readonly port: number;
}

/** Something that waits on an address that others reach. */
interface Open extends Place {
  /** Who holds it: `python3 listens on`. */
  readonly by: string;
  /** A container has it, by the word of the engine or of the kernel. */
  readonly engine: boolean;
  /** What a stranger met there; empty where there is nothing to say. */
  readonly reached: string;
}

export default check<HostSubject>({
  id: "listener-declared",
  criterion: "security",
  lines: ["SEC-1"],
  title: "Something listens that nobody declared, or on more addresses than declared",
  why: "A published port bypasses the firewall of the host: whatever listens on every address is open to the Internet.",
  proof:
    "Sockets of the host (`/proc/net/tcp`, `udp` and their twins for IPv6) and `Ports` of all running containers, against the declared ports and the `listeners` of the settings. A declared port counts only for the container that the engine publishes it for; every address needs `readiness.public-ports`.",
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
    const published: Open[] = listed.flatMap(({ name, ports }) =>
      ports.map(({ ip, external, protocol }) => ({
        ip,
        port: external,
        protocol,
        by: `${name} publishes`,
        engine: true,
        reached: "",
      })),
    );
    yield* faults(host, declared, published, told);
    const names = new Map(listed.map(({ id, name }) => [id, name]));
    const programs = whereSeen<readonly ProgramValue[]>(look, ofHost("programs", host)) ?? [];
    const sockets = (look.value(ofHost("listeners", host)) as unknown as readonly ListenerValue[])
      // What the engine publishes was judged above; its own program holds the socket.
      .filter(
        (socket) =>
          socket.container !== null ||
          !published.some((port) => port.protocol === socket.protocol && isSame(port, socket)),
      )
      .map(({ container, ...listener }): Open => {
        const program = programs.find((one) => one.protocol === listener.protocol && isSame(one, listener))?.program;
        const who = container === null ? (program ?? "something") : (names.get(container) ?? "a container");
        const reached = container === null && listener.protocol === "tcp" ? fromOutside(look, host, listener.port) : "";
        return { ...listener, reached, by: `${who} listens on`, engine: container !== null };
      });
    yield* faults(host, declared, sockets, told);
  },
});

function* faults(host: string, declared: ExpectedHost, open: readonly Open[], told: Set<string>): Iterable<Fault> {
  const ports = declared.containers.flatMap((container) => known(container, "ports"));
  for (const { by, engine, reached, ...one } of open) {
    if (isLoopback(one.ip) || declared.listeners.some((listener) => isListener(listener, one))) continue;
    const [detail, same] = [shown(one), ports.filter((port) => isPort(port, one))];
    if (told.has(detail)) continue;
    const fits = same.filter(({ ip }) => ip === one.ip || (isEveryAddress(ip) && isEveryAddress(one.ip)));
    const fault = (says: string, cause: string): Fault => ({
      message: `${host}: ${by} ${detail}, ${says}${reached}`,
      detail,
      cause,
    });
    const elsewhere = declared.listeners.some((listener) => listener.endsWith(`:${one.port}/${one.protocol}`));
    let found: Fault | undefined;
    if (same.length === 0)
      found = elsewhere
        ? fault("and that port is allowed on other addresses only", "wildcard-bind")
        : fault("which nobody declares", "listener-not-declared");
    else if (fits.length === 0) found = fault("and that port is declared for other addresses only", "wildcard-bind");
    else if (!engine)
      found = fault("which is declared for a container, and no container has it", "listener-not-declared");
    else if (isEveryAddress(one.ip) && !fits.some((port) => port.public))
      found = fault("open to everyone, and nothing declares that this is meant", "wildcard-bind");
    if (found === undefined) continue;
    told.add(detail);
    yield found;
  }
}

function isPort({ external, protocol }: ExpectedPort, one: Place): boolean {
  return external === one.port && protocol === one.protocol;
}

/** One socket for IPv6 often takes IPv4 as well. */
function isSame(one: Pick<Place, "ip" | "port">, other: Pick<Place, "ip" | "port">): boolean {
  return one.port === other.port && (one.ip === other.ip || (isEveryAddress(one.ip) && isEveryAddress(other.ip)));
}

/** A firewall governs native services, unlike what the engine publishes: only a probe tells. */
function fromOutside(look: Look, host: string, port: number): string {
  try {
    const met = look.attempt(nativeFact({ host, port }));
    if (met.seen) return "; a stranger outside gets an answer there by plain http";
    if (met.failure === "protocol") return "; a stranger outside can reach it, and it speaks no plain http";
    if (met.failure === "timeout" || met.failure === "refused") return "; a stranger outside does not reach it";
  } catch (error) {
    if (!(error instanceof NotSeen)) throw error;
  }
  return "; nobody tried whether strangers outside reach it";
}

/** `22/tcp` on every address, `172.18.0.1:8085/tcp` on that one alone. */
function isListener(text: string, { ip, port, protocol }: Place): boolean {
  const [, address, rest] = /^(?:(.+):)?(\d+\/\w+)$/.exec(text) ?? [];
  if (rest !== `${port}/${protocol}`) return false;
  return address === undefined || address.replace(/^\[|\]$/g, "") === ip;
}

function shown({ ip, port, protocol }: Place): string {
  return `${ip.includes(":") ? `[${ip}]` : ip}:${port}/${protocol}`;
}
