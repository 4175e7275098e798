import { isAddress } from "../../model/address.ts";
import type { HostReach, Reach } from "../reach.ts";
import { isEngine, type VerifierSettings } from "./settings.ts";

/** The configuration of a stack, with the project before each key: `docker:host`, `lab:publicAddress`. */
export type Configuration = Readonly<Record<string, string>>;

export interface ReachInput {
  readonly settings: VerifierSettings;
  /** Names of the hosts, which are the stacks, with their Pulumi configuration. */
  readonly stacks: ReadonlyMap<string, Configuration>;
  readonly project: string;
  /** What the command line says of a host; it wins. */
  readonly given?: ReadonlyMap<string, Partial<HostReach>>;
  /** Points of view that this machine has, of those in the settings; all where not given. */
  readonly vantages?: readonly string[];
}

/**
 * How the hosts are reached: by the command line, else by the settings, else by the configuration of their stacks.
 * A command runs on a host where the settings allow it, and where its engine is asked over ssh anyway.
 */
export function reachOf({ settings, stacks, project, given, vantages }: ReachInput): Reach {
  const { configuration } = settings;
  const hosts = new Map<string, HostReach>();
  for (const [name, config] of stacks) {
    const said = { ...settings.hosts.get(name), ...given?.get(name) };
    const address = (key: string) => {
      const value = config[`${project}:${key}`];
      return value !== undefined && isAddress(value) ? value : undefined;
    };
    const configured = config["docker:host"];
    const engine = said.engine ?? (configured !== undefined && isEngine(configured) ? configured : undefined);
    hosts.set(name, {
      engine,
      shell: said.shell ?? (engine?.startsWith("ssh://") ? engine : undefined),
      publicAddress: said.publicAddress ?? address(configuration.publicAddress),
      vpnAddress: said.vpnAddress ?? address(configuration.vpnAddress),
    });
  }
  const here = [...settings.vantages].filter(([name]) => vantages === undefined || vantages.includes(name));
  return { hosts, vantages: new Map(here), resolvers: settings.resolvers, authority: settings.authority };
}
