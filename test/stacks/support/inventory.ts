import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { HostName } from "../../../stacks/settings.ts";

/** A container as it was found on its host. */
export interface Found {
  readonly name: string;
  readonly image: string;
  readonly pinned?: string;
  readonly access: string;
  readonly networks: readonly string[];
  readonly network_mode?: string;
  readonly static_ipv4?: string;
  readonly ports: readonly { host_ip: string; host_port: number; container_port: number; proto: string }[];
  readonly mounts?: readonly { kind: string; source: string; target: string; read_only: boolean }[];
  readonly traefik?: readonly { router: string; rule: string; entrypoints: readonly string[] }[];
  readonly mem_limit?: string;
  /** What is to be kept of it, in words; absent or `none` where nothing is. */
  readonly backup?: string;
}

interface Inventory {
  readonly hosts: Readonly<Record<HostName, { readonly containers: readonly Found[] }>>;
  readonly networks: Readonly<Record<HostName, readonly { name: string; subnet: string; bridge?: string }[]>>;
}

/** The two hosts as they were found. */
export const INVENTORY: Inventory = parse(readFileSync("test/estates/inventory.yaml", "utf8"));

/** Containers found on a host. */
export function found(host: HostName): readonly Found[] {
  return INVENTORY.hosts[host].containers;
}
