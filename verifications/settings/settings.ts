import { isIP } from "node:net";
import { isAddress } from "../../model/address.ts";
import { type Entry, parseSettings } from "../../policies/settings/document.ts";
import { AGREEABLE, type Agreeable } from "../drills/drill.ts";
import type { BackupStore } from "../expectation.ts";
import { AddressError, parseAddress } from "../facts/docker/address.ts";
import type { HostReach, Vantage } from "../reach.ts";
import { readBackups } from "./backups.ts";
import { fieldsOf, namedEntries, text, texts, wrong } from "./fields.ts";

/** What `readiness.yaml` tells of where hosts are and from where they are looked at. */
export interface VerifierSettings {
  readonly hosts: ReadonlyMap<string, HostSettings>;
  readonly vantages: ReadonlyMap<string, Vantage>;
  readonly resolvers: readonly string[];
  /** Path of a PEM file, as seen from the folder of the settings. */
  readonly authority: string | undefined;
  readonly drills: readonly Consent[];
  /** Places that backups go to. */
  readonly backups: readonly BackupStore[];
  /** Keys of the stacks' configuration that hold addresses, without their project. */
  readonly configuration: { readonly publicAddress: string; readonly vpnAddress: string };
}

export type HostSettings = Partial<HostReach> & {
  /** What may listen besides the containers: `22/tcp`, or `172.18.0.1:8085/tcp` on that address only. */
  readonly listeners: readonly string[];
  /** Folder in which a restore drill may make its scratch folder; `/var/tmp` where nobody said. */
  readonly scratch?: string;
  /** The machine as its provider knows it. */
  readonly provider?: ProviderMachine;
};

/** A machine at a provider. */
export interface ProviderMachine {
  /** Number of the instance at Contabo. */
  readonly contabo: number;
  /** Number of the add-on there that orders automatic backups, as the list of products has it; undefined where nobody said. */
  readonly backupAddOn: number | undefined;
}

/** Written consent to drills on one host: they stop what serves others. */
export interface Consent {
  readonly host: string;
  /** Those that are agreed to, and no other. */
  readonly allows: readonly Agreeable[];
  /** The container of which the main process may be killed; undefined where `container-comes-back` is not allowed. */
  readonly container: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `2027-01-31`. */
  readonly until: string;
}

const CONFIGURATION = { publicAddress: "publicAddress", vpnAddress: "vpnAddress" } as const;
const SHORTEST_REASON = 10;

export const NO_SETTINGS: VerifierSettings = {
  hosts: new Map(),
  vantages: new Map(),
  resolvers: [],
  authority: undefined,
  drills: [],
  backups: [],
  configuration: CONFIGURATION,
};

/**
 * Reads the part of a settings file that `readiness verify` needs; policies/settings reads the rest. Strict, as there.
 *
 * @throws SettingsError naming file, line and field.
 */
export function readVerifierSettings(file: string, content: string): VerifierSettings {
  const { fields } = parseSettings(file, content);
  if (fields === undefined) return NO_SETTINGS;
  const configuration = fields.get("configuration");
  return {
    hosts: new Map(namedEntries(fields.get("hosts"), "a map from host to how it is reached").map(host)),
    vantages: new Map(namedEntries(fields.get("vantages"), "a map from place to how it calls the hosts").map(vantage)),
    resolvers: texts(fields.get("resolvers"), "an address such as 9.9.9.9 or 127.0.0.1:5353", isResolver),
    authority: text(fields.get("authority"), "the path of a PEM file"),
    drills: drills(fields.get("drills")),
    backups: readBackups(fields.get("backups")),
    configuration: configuration === undefined ? CONFIGURATION : { ...CONFIGURATION, ...keys(configuration) },
  };
}

const HOST = ["engine", "shell", "publicAddress", "vpnAddress", "listeners", "scratch", "provider"];

function host([name, entry]: [string, Entry]): [string, HostSettings] {
  const fields = fieldsOf(entry, HOST, `a map with ${HOST.join(", ")}`);
  const engine = text(fields.get("engine"), "unix:///path, tcp://host:port or ssh://user@host", isEngine);
  const shell = text(fields.get("shell"), "local or ssh://user@host", isShell);
  const publicAddress = text(fields.get("publicAddress"), "an IP address", isAddress);
  const vpnAddress = text(fields.get("vpnAddress"), "an IP address", isAddress);
  const scratch = text(fields.get("scratch"), "the path of a folder of the host from the root on", (value) =>
    /^\/[\w./-]+$/.test(value),
  );
  return [
    name,
    {
      ...(engine === undefined ? {} : { engine }),
      ...(shell === undefined ? {} : { shell }),
      ...(publicAddress === undefined ? {} : { publicAddress }),
      ...(vpnAddress === undefined ? {} : { vpnAddress }),
      listeners: texts(fields.get("listeners"), "a port such as 22/tcp or 172.18.0.1:8085/tcp", isPort),
      ...(scratch === undefined ? {} : { scratch }),
      ...provider(fields.get("provider")),
    },
  ];
}

const PROVIDER = ["contabo", "backupAddOn"];

function provider(entry: Entry | undefined): { provider?: ProviderMachine } {
  if (entry === undefined) return {};
  const fields = fieldsOf(entry, PROVIDER, `a map with ${PROVIDER.join(", ")}`);
  const number = (key: string, expected: string) => {
    const field = fields.get(key);
    if (field === undefined) return undefined;
    if (typeof field.value !== "number" || !Number.isSafeInteger(field.value) || field.value < 1)
      throw wrong(field, `is not ${expected}`);
    return field.value;
  };
  const contabo = number("contabo", "the number of an instance at Contabo");
  if (contabo === undefined) throw wrong(entry, "does not say which instance at `contabo` the host is");
  return { provider: { contabo, backupAddOn: number("backupAddOn", "the number of an add-on at Contabo") } };
}

const VANTAGE = ["calls", "localAddress"];

function vantage([name, entry]: [string, Entry]): [string, Vantage] {
  const fields = fieldsOf(entry, VANTAGE, `a map with ${VANTAGE.join(", ")}`);
  const calls = text(fields.get("calls"), "public or vpn", (value) => value === "public" || value === "vpn");
  if (calls === undefined) throw wrong(entry, "does not say whether it `calls` the hosts at public or vpn addresses");
  const localAddress = text(fields.get("localAddress"), "an IP address of this machine", isAddress);
  return [name, { name, localAddress, calls: calls as Vantage["calls"] }];
}

const CONSENT = ["host", "allows", "container", "reason", "owner", "until"];

function drills(entry: Entry | undefined): Consent[] {
  if (entry === undefined) return [];
  if (entry.items === undefined) throw wrong(entry, `is not a list of consents with ${CONSENT.join(", ")}`);
  return entry.items.map((item) => {
    const fields = fieldsOf(item, CONSENT, `a map with ${CONSENT.join(", ")}`);
    const needed = (key: string, expected: string, fits?: (value: string) => boolean) => {
      const value = text(fields.get(key), expected, fits);
      if (value === undefined) throw wrong(item, `has no ${key}; a drill stops what serves others, so all is needed`);
      return value;
    };
    const isDrill = (value: string): value is Agreeable => AGREEABLE.some((drill) => drill === value);
    const allows = texts(fields.get("allows"), `a drill, of ${AGREEABLE.join(", ")}`, isDrill).filter(isDrill);
    if (allows.length === 0) throw wrong(item, "has no list `allows` of the drills that are agreed to");
    const container = text(fields.get("container"), "the name of a container");
    if (allows.includes("container-comes-back") !== (container !== undefined))
      throw wrong(item, "names a `container` where it allows container-comes-back, and nowhere else");
    return {
      host: needed("host", "the name of a host"),
      allows,
      container,
      reason: needed("reason", "a reason", (value) => value.trim().length >= SHORTEST_REASON),
      owner: needed("owner", "somebody"),
      until: needed("until", "a day such as 2027-01-31", isDay),
    };
  });
}

function keys(entry: Entry): Partial<Record<keyof typeof CONFIGURATION, string>> {
  const known = Object.keys(CONFIGURATION);
  const fields = fieldsOf(entry, known, `a map with ${known.join(", ")}`);
  return Object.fromEntries(
    [...fields].map(([key, value]) => [key, text(value, "a key of the configuration") as string]),
  );
}

/** An address with an optional port. */
export function isResolver(value: string): boolean {
  const [, bracketed, plain = "", port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(value) ?? [];
  if (isIP(value) !== 0) return true;
  return isIP(bracketed ?? plain) !== 0 && isPortNumber(port ?? "53");
}

/** True for the address of an engine. */
export function isEngine(value: string): boolean {
  try {
    parseAddress(value, {});
    return true;
  } catch (error) {
    if (error instanceof AddressError) return false;
    throw error;
  }
}

/** True for what can be asked to run the script. */
export function isShell(value: string): boolean {
  return value === "local" || (value.startsWith("ssh://") && isEngine(value));
}

/** A port with its protocol, on every address or on one. */
function isPort(value: string): boolean {
  const [, address, port] = /^(?:(.+):)?(\d{1,5})\/(?:tcp|udp)$/.exec(value) ?? [];
  return isPortNumber(port) && (address === undefined || isAddress(address));
}

function isPortNumber(text: string | undefined): boolean {
  return text !== undefined && Number(text) >= 1 && Number(text) <= 65_535;
}

function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
