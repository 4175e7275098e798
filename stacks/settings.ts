import * as pulumi from "@pulumi/pulumi";
import {
  type Addresses,
  choiceSetting,
  domainSetting,
  ipv4Setting,
  pathSetting,
  readSettings,
} from "../declare/index.ts";

/** The hosts of the estate. */
export const HOSTS = ["master", "lady"] as const;
export type HostName = (typeof HOSTS)[number];

/** Where a host is and what it is called: everything that differs between the estate and a lab. */
export interface Site {
  readonly domain: string;
  /** Domain of the other host. */
  readonly peerDomain: string;
  readonly addresses: Addresses;
  /** Address of the host in the VPN, and that of the other host. */
  readonly peerVpnAddress: string;
  /** Address of the host in the WireGuard network of the home; Master only. */
  readonly homeAddress: string;
  readonly timezone: string;
  /** Socket of the host's container engine. */
  readonly engineSocket: string;
  /** A folder or file below the host's data folder. */
  data(path: string): string;
}

/** What the stack configuration says. */
export interface Deployment {
  readonly site: Site;
  /** Where the world reaches the host. */
  readonly publicAddress: string;
  readonly keepVolumes: boolean;
  /** Whether `pulumi up` verifies the host, and fails where it is not ready. */
  readonly verify: boolean;
}

const SETTINGS = {
  domain: domainSetting("Every host name of the stack lies under it."),
  peerDomain: domainSetting("Services of the other host are called by names under it."),
  publicAddress: ipv4Setting("It is where the public names of the stack lead."),
  publicBind: ipv4Setting("Ports that are public on purpose listen on it.", "0.0.0.0"),
  vpnAddress: ipv4Setting("Ports for the VPN listen on it."),
  peerVpnAddress: ipv4Setting("The other host is called at it."),
  homeAddress: ipv4Setting("The resolver answers the home network on it; without it, on loopback only.", "127.0.0.2"),
  loopbackAddress: ipv4Setting("Ports for the host itself listen on it.", "127.0.0.1"),
  dataDir: pathSetting("Data and configuration files of the services lie below it."),
  engineSocket: pathSetting("Services that manage containers are given it.", "/var/run/docker.sock"),
  verify: choiceSetting("It says whether the host is verified after every update.", ["true", "false"], "false"),
  keepVolumes: choiceSetting("It says whether volumes outlive their declaration.", ["true", "false"], "true"),
  timezone: {
    kind: "a time zone such as Europe/Berlin",
    why: "Schedules and logs follow it.",
    parse: (text: string) => (/^[A-Za-z]+(\/[A-Za-z0-9_+-]+)*$/.test(text) ? text : undefined),
    otherwise: "Etc/UTC",
  },
};

/**
 * Which host the stack declares: the setting `host`, else the stack's own name.
 *
 * @throws RunError where neither names a host of the estate.
 */
export function hostOfStack(config: pulumi.Config): HostName {
  const stack = pulumi.getStack();
  const named = config.get("host") ?? stack;
  const host = HOSTS.find((name) => name === named);
  if (host !== undefined) return host;
  throw new pulumi.RunError(
    `Stack ${stack} names no host of the estate: there are ${HOSTS.join(" and ")}. Select one of these stacks, or say which host this one is: pulumi config set host <${HOSTS.join("|")}> --stack ${stack}`,
  );
}

/** @throws RunError naming each setting that is missing or wrong. */
export function readDeployment(config: pulumi.Config): Deployment {
  const { dataDir, publicAddress, publicBind, vpnAddress, loopbackAddress, keepVolumes, verify, ...site } =
    readSettings(SETTINGS, config);
  return {
    site: {
      ...site,
      addresses: { public: publicBind, vpn: vpnAddress, loopback: loopbackAddress },
      data: (path) => `${dataDir}/${path}`,
    },
    publicAddress,
    keepVolumes: keepVolumes === "true",
    verify: verify === "true",
  };
}
