import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { FoundMount } from "./as-found.ts";
import type { WholePort } from "./ports.ts";
import { type FileSpec, isSecret, type MountSpec, type Service, type Value } from "./service.ts";
import type { Addresses, Surroundings } from "./surroundings.ts";

/** Without a host port, where the engine chooses one. */
export function portArgs({ host, container, protocol, on }: WholePort, addresses: Addresses) {
  const ip = typeof on === "string" ? addresses[on] : on.address;
  return { internal: container, ...some("external", host), protocol, ip };
}

export function networkArgs(membership: NonNullable<Service["networks"]>[number], around: Surroundings) {
  const { network, ipv4, aliases } = typeof membership === "string" ? { network: membership } : membership;
  return {
    name: around.network(network),
    ...some("ipv4Address", ipv4),
    ...some("aliases", aliases === undefined ? undefined : [...aliases]),
  };
}

/** A word of a command or the value of a label. */
export function valueArg(value: Value, around: Surroundings): pulumi.Input<string> {
  return isSecret(value) ? around.secret(value.secret) : value;
}

export function envArg(key: string, value: Value, around: Surroundings): pulumi.Input<string> {
  return isSecret(value) ? pulumi.interpolate`${key}=${around.secret(value.secret)}` : `${key}=${value}`;
}

/**
 * Where the container has a user, its files belong to root and that user reads them by their mode: to give
 * them an owner the provider asks the engine to copy with user ids, and the engine then looks the container's
 * user up among those of the host (moby, daemon/archive_tarcopyoptions_unix.go) and fails.
 */
export function uploadArgs(file: FileSpec, { user }: { readonly user?: string }, around: Surroundings) {
  const secret = isSecret(file.content);
  const others = user === undefined && secret ? "0" : user !== undefined && file.writable === true ? "6" : "4";
  return {
    file: file.path,
    content: valueArg(file.content, around),
    permissions: `0${file.writable === true ? "6" : "4"}${others}${others}`,
    ...(user !== undefined ? {} : { owner: String(file.owner ?? 0), group: String(file.owner ?? 0) }),
  };
}

export function mountArgs(mount: MountSpec | FoundMount, around: Surroundings) {
  if ("anonymous" in mount) return { type: "volume", target: mount.anonymous, readOnly: mount.readOnly === true };
  if ("tmpfs" in mount)
    return { type: "tmpfs", target: mount.tmpfs, tmpfsOptions: { sizeBytes: mount.megabytes * 1024 * 1024 } };
  const { target, readOnly = false } = mount;
  if ("volume" in mount) return { type: "volume", source: around.volume(mount.volume), target, readOnly };
  return {
    type: "bind",
    source: mount.bind,
    target,
    readOnly,
    ...some("bindOptions", mount.propagation === undefined ? undefined : { propagation: mount.propagation }),
  };
}

/** Docker reports capabilities with their prefix; without it the provider sees a difference on every run. */
export function capabilityArgs(capabilities: Service["capabilities"]): docker.ContainerArgs["capabilities"] {
  if (capabilities === undefined) return undefined;
  const prefixed = (name: string) => (name === "ALL" ? name : `CAP_${name}`);
  return {
    ...some("adds", list(capabilities.add, prefixed)),
    ...some("drops", list(capabilities.drop, prefixed)),
  };
}

export function list<T, U>(items: readonly T[] | undefined, map: (item: T) => U): U[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items.map(map);
}

export function some<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}
