import type { Port } from "../../../model/container.ts";
import { portName } from "../../../model/port.ts";
import { type DriftCheck, REFRESH, WIDENS } from "../check.ts";

export const ports: DriftCheck = {
  id: "drift-ports",
  title: "Its published ports are not the declared ones",
  why: "A port is open that nobody judged, or on an address that nobody judged, or a service cannot be reached.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    const wanted = bindings(declared.ports);
    const found = bindings(running.ports);
    for (const [key, { at, name }] of wanted)
      if (!found.has(key)) yield { at, detail: name, message: `${name} is declared and not published like that` };
    for (const [key, { name }] of found)
      if (!wanted.has(key))
        yield { at: "ports", detail: name, message: `${name} is published and not declared like that` };
    if (declared.publishAllPorts !== running.publishAllPorts)
      yield { at: "publishAllPorts", detail: "all", message: "whether it publishes all ports is not as declared" };
  },
};

interface Binding {
  readonly at: string;
  readonly name: string;
}

/** Each port by itself, because the engine takes ranges apart. */
function bindings(ports: readonly Port[]): Map<string, Binding> {
  const all = new Map<string, Binding>();
  for (const port of ports)
    for (let step = 0; step < port.count; step++) {
      const { external } = port;
      const one: Port = {
        ...port,
        count: 1,
        internal: port.internal + step,
        external: external === undefined ? undefined : external + step,
      };
      const ip = port.ip.replace(/^\[(.*)\]$/, "$1");
      all.set(`${ip} ${one.external ?? "random"} ${one.internal}/${one.protocol}`, {
        at: port.at,
        name: `${ip}:${portName(one)}`,
      });
    }
  return all;
}
