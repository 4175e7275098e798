import type { Service } from "../../../declare/index.ts";
import { estate } from "../../../stacks/estate.ts";
import { type Deployment, HOSTS, type HostName } from "../../../stacks/settings.ts";

const DEPLOYMENTS: Readonly<Record<HostName, Deployment>> = {
  master: deployment("quietly.its.me", "quietly.online", "100.64.0.1", "100.64.0.2"),
  lady: deployment("quietly.online", "quietly.its.me", "100.64.0.2", "100.64.0.1"),
};

/** The services of a host as data, at the addresses of the estate. */
export function declared(host: HostName): readonly Service[] {
  return estate(host, DEPLOYMENTS[host]).services;
}

/** Every service of the estate with its host. */
export const EVERY: readonly (readonly [HostName, Service])[] = HOSTS.flatMap((host) =>
  declared(host).map((service) => [host, service] as const),
);

function deployment(domain: string, peerDomain: string, vpn: string, peerVpnAddress: string): Deployment {
  return {
    publicAddress: "203.0.113.10",
    keepVolumes: true,
    verify: false,
    site: {
      domain,
      peerDomain,
      peerVpnAddress,
      addresses: { public: "0.0.0.0", vpn, loopback: "127.0.0.1" },
      homeAddress: "10.10.0.1",
      timezone: "Etc/UTC",
      engineSocket: "/var/run/docker.sock",
      data: (path) => `/srv/docker/${path}`,
    },
  };
}
