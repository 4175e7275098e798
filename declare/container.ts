import type * as docker from "@pulumi/docker";
import { PUBLIC_PORTS_LABEL } from "../model/expectations.ts";
import { type FoundService, isAsFound } from "./as-found.ts";
import { backupLabels } from "./backup.ts";
import { goDuration } from "./duration.ts";
import { foundArgs } from "./found-args.ts";
import { DEFAULT_TIMING, type NoHealthcheck, type ProvingHealthcheck } from "./healthcheck.ts";
import { capabilityArgs, envArg, list, mountArgs, networkArgs, portArgs, some, uploadArgs } from "./inputs.ts";
import { ADDRESSES_LABEL, inReadOrder, isOnSeveralAddresses, type WholePort } from "./ports.ts";
import { routeLabels } from "./routes.ts";
import type { PortSpec, Service } from "./service.ts";
import type { Addresses, Surroundings } from "./surroundings.ts";

/**
 * Inputs of the container of a service. What every container gets:
 *
 * - its own name, so that other containers and people find it;
 * - `unless-stopped`, and `mustRun`, so that a stopped container is a difference;
 * - logs that rotate: three files of 10 MB;
 * - `no-new-privileges`, and no capability at all where its user is not root;
 * - a limit of memory and the same for memory and swap together, which also keeps
 *   the provider from showing a change on every run;
 * - labels sorted by name, since the engine compares them in order.
 *
 * A container that is taken over as it was found gets none of this, see {@link FoundService}.
 */
export function containerArgs(service: Service | FoundService, around: Surroundings): docker.ContainerArgs {
  return isAsFound(service) ? foundArgs(service, around) : declaredArgs(service, around);
}

function declaredArgs(service: Service, around: Surroundings): docker.ContainerArgs {
  const { stopTimeout, capabilities } = service;
  return {
    name: service.name,
    image: service.image,
    restart: service.restart ?? "unless-stopped",
    mustRun: true,
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    securityOpts: ["no-new-privileges:true"],
    memory: service.memory,
    memorySwap: service.memory,
    ...some("healthcheck", healthcheckArgs(service.healthcheck)),
    ...some("labels", labelArgs(service, around)),
    ...some("networkMode", service.networkMode),
    ...some(
      "networksAdvanced",
      list(service.networks, (membership) => networkArgs(membership, around)),
    ),
    ...some(
      "ports",
      list(inReadOrder(service.ports ?? []), (port) => portArgs(port, around.addresses)),
    ),
    ...some(
      "envs",
      list(Object.entries(service.env ?? {}), ([key, value]) => envArg(key, value, around)),
    ),
    ...some(
      "uploads",
      list(service.files, (file) => uploadArgs(file, service, around)),
    ),
    ...some(
      "mounts",
      list(service.mounts, (mount) => mountArgs(mount, around)),
    ),
    ...some(
      "command",
      list(service.command, (word) => word),
    ),
    ...some(
      "entrypoints",
      list(service.entrypoint, (word) => word),
    ),
    ...some("user", service.user),
    ...some("capabilities", capabilityArgs(capabilities ?? (numericUser(service) ? { drop: ["ALL"] } : undefined))),
    ...some(
      "devices",
      list(service.devices, ({ host, permissions }) => ({ hostPath: host, containerPath: host, permissions })),
    ),
    ...some(
      "dns",
      list(service.dns, (address) => address),
    ),
    ...some(
      "hosts",
      list(Object.entries(service.hosts ?? {}), ([host, ip]) => ({ host, ip })),
    ),
    ...some("hostname", service.hostname),
    ...some("sysctls", service.sysctls),
    ...some(
      "ulimits",
      list(service.ulimits, (ulimit) => ({ ...ulimit })),
    ),
    ...some("shmSize", service.sharedMemory),
    ...(stopTimeout === undefined ? {} : { stopTimeout, destroyGraceSeconds: stopTimeout }),
  };
}

function healthcheckArgs(healthcheck: ProvingHealthcheck | NoHealthcheck): docker.ContainerArgs["healthcheck"] {
  if ("absent" in healthcheck) return undefined;
  const { test, interval, timeout, retries, startPeriod } = { ...DEFAULT_TIMING, ...healthcheck };
  return {
    tests: [...test],
    interval: goDuration(interval),
    timeout: goDuration(timeout),
    retries,
    startPeriod: goDuration(startPeriod),
  };
}

function labelArgs(service: Service, { edge, addresses }: Surroundings): docker.ContainerArgs["labels"] {
  const open = (service.ports ?? []).filter((port) => port.on === "public").map(portName);
  const labels: Record<string, string> = {
    ...service.labels,
    ...backupLabels(service.mounts),
    ...(edge === undefined ? {} : routeLabels(service.routes ?? [], edge)),
    ...(open.length === 0 ? {} : { [PUBLIC_PORTS_LABEL]: open.join(",") }),
    ...some(ADDRESSES_LABEL, addressesOf(inReadOrder(service.ports ?? []), addresses)),
  };
  const names = Object.keys(labels).sort();
  return names.length === 0 ? undefined : names.map((label) => ({ label, value: labels[label] as string }));
}

/** `10.10.0.1:53/tcp,100.64.0.1:53/tcp` for the ports that are published on several addresses. */
function addressesOf(ports: readonly WholePort[], addresses: Addresses): string | undefined {
  const several = ports.filter((port) => isOnSeveralAddresses(port, ports));
  const texts = several.map((port) => `${portArgs(port, addresses).ip}:${port.host}/${port.protocol}`);
  return texts.length === 0 ? undefined : texts.sort().join(",");
}

function portName({ host, protocol = "tcp" }: PortSpec): string {
  return `${host}/${protocol}`;
}

/** The user where it is a number other than root's. */
function numericUser({ user }: Service): number | undefined {
  const uid = /^([0-9]+)(:[0-9]+)?$/.exec(user ?? "")?.[1];
  return uid === undefined || Number(uid) === 0 ? undefined : Number(uid);
}
