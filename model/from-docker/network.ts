import type { Attachment, Port } from "../container.ts";
import { build, type Inputs } from "../from-pulumi/inputs.ts";
import type { Sheet } from "./sheet.ts";

/**
 * Reads `PortBindings`, what was asked for: a random port stands there as `""` or `"0"`, and no
 * address is every address. https://docs.docker.com/reference/api/engine/ (PortMap)
 */
export function readPorts(host: Inputs, sheet: Sheet): Port[] {
  const bindings = host.object("PortBindings");
  const ports: Port[] = [];
  for (const inside of bindings?.keys() ?? [])
    bindings
      ?.objects<Port>(inside, "", (binding) => port(binding, inside), PORT)
      .forEach((one, index) => {
        const at = sheet.put(`ports.${ports.length}`, "HostConfig", "PortBindings", inside, index);
        ports.push(Object.defineProperty(one, "at", { value: at, enumerable: true }));
      });
  return ports;
}

const PORT = ["ip", "external", "internal", "count", "protocol"];

function port(binding: Inputs, inside: string): Port {
  const match = /^(\d{1,5})(?:\/([a-z]{1,10}))?$/.exec(inside);
  return build<Port>({
    at: () => "",
    ip: () => binding.string("HostIp") || "0.0.0.0",
    external: () => hostPort(binding),
    internal: () => {
      const number = Number(match?.[1]);
      return number <= 65535 ? number : binding.reject("HostPort", "a binding of a port and a protocol such as 80/tcp");
    },
    count: () => 1,
    protocol: () => match?.[2] ?? "tcp",
  });
}

function hostPort(binding: Inputs): number | undefined {
  const text = binding.string("HostPort") ?? "";
  const number = Number(text);
  if (!/^\d{0,5}$/.test(text) || number > 65535) return binding.reject("HostPort", "a port number from 0 to 65535");
  return number || undefined;
}

/** Networks that the engine has by itself; being on one of these alone is a mode. */
const OWN_NETWORKS: ReadonlySet<string> = new Set(["bridge", "host", "none"]);

/** Reads the networks; addresses as they were asked for, and names without the short id that the engine gives by itself. */
export function readAttachments(inputs: Inputs, host: Inputs, sheet: Sheet): Attachment[] {
  const networks = inputs.object("NetworkSettings")?.object("Networks");
  const id = inputs.string("Id")?.slice(0, 12);
  const keys = networks?.keys() ?? [];
  const shown = keys.every((key) => OWN_NETWORKS.has(key)) ? [] : keys;
  const all = shown.map((key, index) => {
    const at = sheet.put(`networks.${index}`, "NetworkSettings", "Networks", key);
    return build<Attachment>({
      at: () => at,
      name: () => key,
      aliases: () => aliases(networks?.object(key)).filter((alias) => alias !== id),
      ipv4: () => networks?.object(key)?.object("IPAMConfig")?.string("IPv4Address") || undefined,
    });
  });
  const wanted = host.string("NetworkMode") ?? "";
  if (keys.includes(wanted) || /^($|default$|bridge$|host$|none$|container:)/.test(wanted)) return all;
  const at = sheet.put(`networks.${all.length}`, "HostConfig", "NetworkMode");
  return [...all, { at, name: wanted, aliases: [], ipv4: undefined }];
}

function aliases(network: Inputs | undefined): string[] {
  return (network?.strings("Aliases", "", (name, at) => ({ at, name }), ["name"]) ?? []).map(({ name }) => name);
}
