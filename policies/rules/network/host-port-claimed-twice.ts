import { isEveryAddress } from "../../../model/address.ts";
import type { Container, Port } from "../../../model/container.ts";
import type { Stack } from "../../../model/stack.ts";
import { type Cure, propose, remove } from "../../cure/edit.ts";
import { known } from "../../cure/field.ts";
import { ownNetwork } from "../../cure/values.ts";
import { factsOf } from "../../images/table.ts";
import { byCodeUnit } from "../../order.ts";
import { page } from "../../references.ts";
import { type Offence, type StackContext, stackRule } from "../../rule.ts";

/** A run of host ports on one address. */
interface Claim {
  readonly container: Container;
  readonly at: string;
  readonly protocol: string;
  /** Undefined is every address. */
  readonly ip: string | undefined;
  readonly first: number;
  readonly last: number;
}

export default stackRule<readonly Claim[]>({
  id: "host-port-claimed-twice",
  title: "Two containers claim the same port of the host",
  why: "The engine starts only one of them; which one is decided by who comes first after a restart.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [page("Port publishing and mapping", "https://docs.docker.com/engine/network/port-publishing/")],
  remedy: "Give one of them another host port, or bind both to different addresses.",
  cure: freed,
  appliesTo: (container) =>
    container.networkMode === "host" || container.ports.length > 0 || "it claims no port of the host",
  collect: (container) =>
    container.networkMode === "host" ? listening(container) : container.ports.flatMap((port) => claim(container, port)),
  *check(contributions) {
    const byProtocol = new Map<string, Claim[]>();
    for (const { value } of contributions)
      for (const each of value) {
        const claims = byProtocol.get(each.protocol);
        if (claims === undefined) byProtocol.set(each.protocol, [each]);
        else claims.push(each);
      }
    const reported = new Set<string>();
    for (const [, claims] of [...byProtocol].sort(([one], [other]) => byCodeUnit(one, other)))
      for (const [one, other] of conflicts(claims)) {
        const pair = JSON.stringify([one.container.name, other.container.name].sort());
        if (reported.has(pair)) continue;
        reported.add(pair);
        const port = `${Math.max(one.first, other.first)}/${one.protocol}`;
        for (const [mine, rival] of [
          [one, other],
          [other, one],
        ] as const)
          yield {
            container: mine.container,
            at: mine.at,
            detail: `${port} ${rival.container.name}`,
            message: `${port} is claimed by ${mine.container.name} and by ${rival.container.name}, so only one of them can start`,
          };
      }
  },
});

function claim(container: Container, { at, ip, external, count, protocol }: Port): Claim[] {
  if (external === undefined) return [];
  const address = isEveryAddress(ip) ? undefined : ip;
  return [{ container, at, protocol, ip: address, first: external, last: external + count - 1 }];
}

/** On the host's network a container claims what its image listens on. */
function listening(container: Container): Claim[] {
  const ports = factsOf(container.image)?.ports ?? [];
  return ports.map((port) => ({
    container,
    at: "networkMode",
    protocol: "tcp",
    ip: undefined,
    first: port,
    last: port,
  }));
}

/** More rivals for one port than anybody needs to be told of. */
const MOST_RIVALS = 8;

/**
 * Pairs of claims that overlap: at least one for every claim that overlaps another container's. One
 * pass by first port, which keeps for each address only the claims that reach furthest, one for each
 * container; whatever overlaps a claim that was let go overlaps one that was kept.
 */
function* conflicts(claims: readonly Claim[]): Iterable<[Claim, Claim]> {
  const everywhere: Claim[] = [];
  const anywhere: Claim[] = [];
  const byAddress = new Map<string, Claim[]>();
  for (const next of [...claims].sort(byPlace)) {
    const own = next.ip === undefined ? anywhere : (byAddress.get(next.ip) ?? []);
    const rivals = next.ip === undefined ? anywhere : [...own, ...everywhere];
    for (const rival of rivals) if (rival.container !== next.container && rival.last >= next.first) yield [rival, next];
    keep(anywhere, next);
    if (next.ip === undefined) keep(everywhere, next);
    else {
      keep(own, next);
      byAddress.set(next.ip, own);
    }
  }
}

/** A whole order, so that the same conflict is told whatever was declared first. */
function byPlace(a: Claim, b: Claim): number {
  return (
    a.first - b.first ||
    a.last - b.last ||
    byCodeUnit(a.ip ?? "", b.ip ?? "") ||
    byCodeUnit(a.container.name, b.container.name)
  );
}

function keep(kept: Claim[], next: Claim): void {
  const same = kept.findIndex(({ container }) => container === next.container);
  if (same >= 0) {
    if ((kept[same] as Claim).last < next.last) kept[same] = next;
    return;
  }
  kept.push(next);
  if (kept.length <= MOST_RIVALS) return;
  let shortest = 0;
  for (let index = 1; index < kept.length; index++)
    if ((kept[index] as Claim).last < (kept[shortest] as Claim).last) shortest = index;
  kept.splice(shortest, 1);
}

function freed({ at }: Offence, container: Container, { stack }: StackContext): Cure {
  if (at === "networkMode") return [remove(at, "which of its ports have to be published"), ownNetwork(container)];
  const port = container.ports.find((candidate) => candidate.at === at);
  if (port?.external === undefined) return [remove(at)];
  return [
    propose(`${at}.external`, Math.min(firstFree(stack), LAST_PORT - port.count), "which of the two keeps the port"),
  ];
}

/** The port behind the last one that anything in the stack publishes. */
function firstFree(stack: Stack): number {
  let free = freePorts.get(stack);
  if (free === undefined) {
    free = FIRST_PORT;
    for (const { ports } of stack.containers)
      for (const port of ports) free = Math.max(free, known(() => (port.external ?? 0) + port.count) ?? 0);
    freePorts.set(stack, free);
  }
  return free;
}

const freePorts = new WeakMap<Stack, number>();
const FIRST_PORT = 1024;
const LAST_PORT = 65_536;
