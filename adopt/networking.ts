import type { Container, Port } from "../model/container.ts";
import { type Code, call, type Entry, list, literal, object, spread } from "./code.ts";
import type { Around } from "./container.ts";
import { flag, listOf, names, text } from "./entries.ts";
import type { Notes } from "./notes.ts";

/** Entries of a container for its networks, its ports and its name servers. */
export function networkingEntries(container: Container, around: Around, notes: Notes): Entry[] {
  const mode = notes.known("its network mode", () => container.networkMode);
  const ports = notes.each(
    "a port",
    () => container.ports,
    (port) => portCode(port, around),
  );
  const networks = notes.each(
    "a network",
    () => container.networks,
    ({ name, aliases, ipv4 }) =>
      aliases.length === 0 && ipv4 === undefined
        ? literal(name)
        : object([
            ["network", literal(name)],
            ["ipv4", text(ipv4)],
            ["aliases", listOf(aliases.map(literal))],
          ]),
  );
  const isAlone = mode !== undefined && networks.length > 0;
  if (isAlone) notes.lost("its networks are not declared: a container has either networks or a network mode");
  return [
    ["networkMode", text(mode?.startsWith("service:") ? `container:${around.containerOf(mode.slice(8))}` : mode)],
    ["networks", isAlone ? undefined : listOf(networks)],
    ["ports", listOf(ports)],
    ["publishAllPorts", flag(notes.known("whether it publishes all ports", () => container.publishAllPorts))],
    ["dns", names(container, "dns", notes)],
    ["volumesFrom", volumesFrom(container, around, notes)],
  ];
}

function portCode({ ip, external, internal, count, protocol }: Port, { needs }: Around): Code {
  const first = object([
    ["host", text(external)],
    ["container", literal(internal)],
    ["protocol", protocol === "tcp" ? undefined : literal(protocol)],
    ["on", ip === "127.0.0.1" ? literal("loopback") : object([["address", literal(ip)]])],
  ]);
  if (count === 1) return first;
  needs.imports.add("consecutive");
  return spread(call("consecutive", [literal(count), first]));
}

/** `app`, `app:ro` and `container:app:ro` in the words of compose; only the name is left in the provider's. */
function volumesFrom(container: Container, { containerOf }: Around, notes: Notes): Code | undefined {
  const sources = notes.each(
    "whose mounts it takes over",
    () => container.volumesFrom ?? [],
    ({ name }) => {
      const [, isContainer, named = name, mode] = /^(container:)?(.*?)(?::(ro|rw))?$/s.exec(name) ?? [];
      if (mode === "ro") notes.lost(`it may write the mounts of ${named}: the provider takes them over as they are`);
      return literal(isContainer !== undefined || container.source !== "compose" ? named : containerOf(named));
    },
  );
  return sources.length === 0 ? undefined : list(sources);
}
