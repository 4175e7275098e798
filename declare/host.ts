import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { type Addresses, containerArgs, type Surroundings } from "./container.ts";
import { inOrder, mistakes } from "./mistakes.ts";
import { inReadOrder, meaninglessDifferences } from "./ports.ts";
import type { Edge } from "./routes.ts";
import { readSecrets, secretKeys } from "./secrets.ts";
import type { Service } from "./service.ts";

/** A bridge network of a host. */
export interface NetworkSpec {
  readonly name: string;
  /** CIDR range. */
  readonly subnet: string;
  readonly gateway?: string;
  /** Name of the host's bridge device; Docker chooses one where it is left out. */
  readonly bridge?: string;
  /** No way out of the host. */
  readonly internal?: boolean;
}

/** A Docker host and what its services share. */
export interface Host {
  readonly name: string;
  readonly addresses: Addresses;
  readonly networks: readonly NetworkSpec[];
  /** Needed where a service has routes. */
  readonly edge?: Edge;
  /** Leaves volumes and their data on the host when they are taken out of the declaration. */
  readonly keepVolumes: boolean;
}

/** The resources of a host, by the names on it. */
export interface DeclaredHost {
  readonly networks: ReadonlyMap<string, docker.Network>;
  readonly volumes: ReadonlyMap<string, docker.Volume>;
  readonly containers: ReadonlyMap<string, docker.Container>;
}

/**
 * Declares the networks, the volumes and the containers of a host. Before the first of them is
 * registered, the data is checked and every secret it names is read.
 *
 * A change of a healthcheck replaces the container: the provider would only write it into the
 * state (https://github.com/kreuzwerker/terraform-provider-docker/issues/988).
 *
 * @param config where the secrets are; the program's own configuration where it is left out.
 * @throws RunError naming every mistake of the data, or every missing secret.
 */
export function declareHost(
  host: Host,
  services: readonly Service[],
  config: pulumi.Config = new pulumi.Config(),
): DeclaredHost {
  const found = mistakes(host, services);
  if (found.length > 0) throw new pulumi.RunError(found.join("\n"));
  const secrets = readSecrets(secretKeys(services), config);

  const networks = new Map(host.networks.map((spec) => [spec.name, declareNetwork(spec)]));
  const volumes = new Map(volumeNames(services).map((name) => [name, declareVolume(name, host.keepVolumes)]));
  const around: Surroundings = {
    addresses: host.addresses,
    edge: host.edge,
    network: (name) => known(networks, name).name,
    volume: (name) => known(volumes, name).name,
    secret: (key) => known(secrets, key),
  };
  const containers = new Map<string, docker.Container>();
  for (const service of inOrder(services))
    containers.set(
      service.name,
      new docker.Container(service.name, containerArgs(service, around), {
        dependsOn: (service.dependsOn ?? []).map((name) => known(containers, name)),
        replaceOnChanges: ["healthcheck"],
        ignoreChanges: [...meaninglessDifferences(inReadOrder(service.ports ?? []))],
        deleteBeforeReplace: true,
      }),
    );
  return { networks, volumes, containers };
}

function declareNetwork({ name, subnet, gateway, bridge, internal }: NetworkSpec): docker.Network {
  return new docker.Network(name, {
    name,
    driver: "bridge",
    ipamConfigs: [gateway === undefined ? { subnet } : { subnet, gateway }],
    ...(internal === undefined ? {} : { internal }),
    ...(bridge === undefined ? {} : { options: { "com.docker.network.bridge.name": bridge } }),
  });
}

function declareVolume(name: string, keep: boolean): docker.Volume {
  return new docker.Volume(name, { name }, { retainOnDelete: keep });
}

function volumeNames(services: readonly Service[]): readonly string[] {
  const names = services.flatMap(({ mounts = [] }) =>
    mounts.flatMap((mount) => ("volume" in mount ? [mount.volume] : [])),
  );
  return [...new Set(names)].sort();
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new RangeError(`${name} is not declared`);
  return value;
}
