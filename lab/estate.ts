import type { Service } from "../declare/index.ts";
import { estate } from "../stacks/estate.ts";
import { HOSTS, type HostName, type Site } from "../stacks/settings.ts";
import { PLACES } from "./addresses.ts";

/** Where the data of the services lies on a host, as on the real ones. */
export const DATA = "/srv/docker";
const PROJECT = "pulumi-readiness";
const TIMEZONE = "Etc/UTC";

/** The other host. */
export function peerOf(host: HostName): HostName {
  return HOSTS.find((other) => other !== host) as HostName;
}

/** Stack configuration that puts a host into the lab; everything else is as declared. */
export function configurationOf(host: HostName, engine: string): Record<string, string> {
  const place = PLACES[host];
  const peer = PLACES[peerOf(host)];
  const own = {
    domain: place.domain,
    peerDomain: peer.domain,
    publicAddress: place.publicAddress,
    vpnAddress: place.vpnAddress,
    peerVpnAddress: peer.vpnAddress,
    homeAddress: place.homeAddress,
    dataDir: DATA,
    keepVolumes: "false",
    timezone: TIMEZONE,
  };
  return {
    "docker:host": engine,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`${PROJECT}:${key}`, value])),
  };
}

/** What the program declares with that configuration: for the images and data that it needs, and for nothing else. */
export function servicesOf(host: HostName): readonly Service[] {
  const place = PLACES[host];
  const peer = PLACES[peerOf(host)];
  const site: Site = {
    domain: place.domain,
    peerDomain: peer.domain,
    addresses: { public: "0.0.0.0", vpn: place.vpnAddress, loopback: "127.0.0.1" },
    peerVpnAddress: peer.vpnAddress,
    homeAddress: place.homeAddress,
    timezone: TIMEZONE,
    engineSocket: "/var/run/docker.sock",
    data: (path) => `${DATA}/${path}`,
  };
  return estate(host, { site, publicAddress: place.publicAddress, keepVolumes: false }).services;
}
