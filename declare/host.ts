import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { type FoundService, isAsFound } from "./as-found.ts";
import { containerArgs } from "./container.ts";
import { inOrder, mistakes } from "./mistakes.ts";
import { inReadOrder, meaninglessDifferences } from "./ports.ts";
import type { Edge } from "./routes.ts";
import { readSecrets, secretKeys } from "./secrets.ts";
import type { Service } from "./service.ts";
import type { Addresses, Surroundings } from "./surroundings.ts";

/** A network of a host. */
export interface NetworkSpec {
  readonly name: string;
  /** CIDR range, or several; Docker chooses one where it is left out, and another one whenever it makes the network. */
  readonly subnet?: string | readonly string[];
  /** In the first of its ranges. */
  readonly gateway?: string;
  /** Name of the host's bridge device; Docker chooses one where it is left out. */
  readonly bridge?: string;
  /** No way out of the host. */
  readonly internal?: boolean;
  /** `bridge` where it is left out. */
  readonly driver?: string;
}

/** A network that somebody else makes. It is used by its name and nothing is declared. */
export interface ExternalNetwork {
  readonly name: string;
  readonly external: true;
}

/** A volume that needs more than its name; any other one is declared by mounting it. */
export interface VolumeSpec {
  readonly name: string;
  /** `local` where it is left out. */
  readonly driver?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** A volume that somebody else makes. It is used by its name and nothing is declared. */
export interface ExternalVolume {
  readonly name: string;
  readonly external: true;
}

/** A Docker host and what its services share. */
export interface Host {
  readonly name: string;
  /** `0.0.0.0` is public and `127.0.0.1` is loopback where they are left out. */
  readonly addresses?: Partial<Addresses>;
  readonly networks: readonly (NetworkSpec | ExternalNetwork)[];
  /** Volumes that need more than the name by which they are mounted. */
  readonly volumes?: readonly (VolumeSpec | ExternalVolume)[];
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
  services: readonly (Service | FoundService)[],
  config: pulumi.Config = new pulumi.Config(),
): DeclaredHost {
  const found = mistakes(host, services);
  if (found.length > 0) throw new pulumi.RunError(found.join("\n"));
  const secrets = readSecrets(secretKeys(services), config);

  const networks = new Map(declared(host.networks).map((spec) => [spec.name, declareNetwork(spec)]));
  const volumes = new Map(volumesOf(host, services).map((spec) => [spec.name, declareVolume(spec, host.keepVolumes)]));
  const around: Surroundings = {
    addresses: addressesOf(host),
    edge: host.edge,
    network: (name) => networks.get(name)?.name ?? name,
    volume: (name) => volumes.get(name)?.name ?? name,
    secret: (key) => known(secrets, key),
  };
  const containers = new Map<string, docker.Container>();
  for (const service of inOrder(services))
    containers.set(
      service.name,
      new docker.Container(service.name, containerArgs(service, around), {
        dependsOn: (service.dependsOn ?? []).map((name) => known(containers, name)),
        replaceOnChanges: ["healthcheck"],
        ignoreChanges: [...ignoredChanges(service)],
        deleteBeforeReplace: true,
      }),
    );
  return { networks, volumes, containers };
}

/**
 * A container that was found carries no label with its addresses, so that a difference in them would be a
 * real one that nobody sees.
 */
function ignoredChanges(service: Service | FoundService): readonly string[] {
  const changes = meaninglessDifferences(inReadOrder(service.ports ?? []));
  return isAsFound(service) ? changes.filter((property) => !property.endsWith(".ip")) : changes;
}

function addressesOf({ addresses }: Host): Addresses {
  // A port on an address that is not there is a mistake of the data, see mistakes.ts.
  return { public: "0.0.0.0", loopback: "127.0.0.1", vpn: "", ...addresses };
}

function declareNetwork({ name, subnet = [], gateway, bridge, internal, driver }: NetworkSpec): docker.Network {
  const subnets = typeof subnet === "string" ? [subnet] : subnet;
  return new docker.Network(name, {
    name,
    driver: driver ?? "bridge",
    ...(subnets.length === 0
      ? {}
      : {
          ipamConfigs: subnets.map((range, index) =>
            index === 0 && gateway !== undefined ? { subnet: range, gateway } : { subnet: range },
          ),
        }),
    ...(internal === undefined ? {} : { internal }),
    ...(bridge === undefined ? {} : { options: { "com.docker.network.bridge.name": bridge } }),
  });
}

function declareVolume({ name, driver, options }: VolumeSpec, keep: boolean): docker.Volume {
  return new docker.Volume(
    name,
    {
      name,
      ...(driver === undefined ? {} : { driver }),
      ...(options === undefined ? {} : { driverOpts: options }),
    },
    { retainOnDelete: keep },
  );
}

/** What the host declares, and what its services mount beside it. */
function volumesOf({ volumes = [] }: Host, services: readonly (Service | FoundService)[]): readonly VolumeSpec[] {
  const named = new Set(volumes.map(({ name }) => name));
  const mounted = services.flatMap(({ mounts = [] }) =>
    mounts.flatMap((mount) => ("volume" in mount && !named.has(mount.volume) ? [mount.volume] : [])),
  );
  const all = [...declared(volumes), ...[...new Set(mounted)].map((name) => ({ name }))];
  return all.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function declared<T extends object>(specs: readonly (T | ExternalNetwork | ExternalVolume)[]): T[] {
  return specs.filter((spec): spec is T => !("external" in spec));
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new RangeError(`${name} is not declared`);
  return value;
}
