import type { Configured } from "../schema/configured.ts";
import { decode } from "../schema/decode.ts";
import { formatOf, nodeFromDocument } from "../schema/documents.ts";
import { nodeFromNames, Refused } from "../schema/node.ts";
import { ROOTS, structureOf } from "../schema/structures.ts";
import type { StaticConfiguration } from "./configuration.ts";
import { parseFlags } from "./flags.ts";
import { staticConfiguration } from "./from-options.ts";

/** Everything that Traefik can take its static configuration from. */
export interface StaticInput {
  /** Arguments of the command, without its name. */
  readonly args: readonly string[];
  /** Variables of the environment. */
  readonly env: ReadonlyMap<string, string>;
  /** Content of a file by its path, undefined where there is none. May throw where it is there and not known. */
  readFile(path: string): string | undefined;
}

/** Where Traefik looks without being told (pkg/cli/loader_file.go); `$HOME` is root's in its image. */
const FOLDERS = ["/etc/traefik/traefik", "$XDG_CONFIG_HOME/traefik", "$HOME/.config/traefik", "./traefik"];
const ENDINGS = ["toml", "yaml", "yml"];

/**
 * Reads the static configuration: a file, else flags, else variables; the first that is there wins and the others are
 * ignored (https://doc.traefik.io/traefik/getting-started/configuration-overview/).
 *
 * @throws Refused where Traefik would not start.
 */
export function readStatic(input: StaticInput): StaticConfiguration {
  const flags = parseFlags(input.args);
  const wanted = flags.get("traefik.configfile") ?? flags.get("traefik.configFile") ?? "";
  for (const path of [...(wanted.trim() === "" ? [] : [wanted]), ...standardPaths(input.env)]) {
    const content = input.readFile(path);
    if (content !== undefined) return staticConfiguration(fromFile(path, content), "file");
  }
  if (input.args.length > 0)
    return staticConfiguration(decode(nodeFromNames(flags, "traefik"), "command", "label"), "flags");
  const variables = environment(input.env);
  if (variables.size > 0)
    return staticConfiguration(decode(nodeFromNames(variables, "traefik"), "command", "label"), "environment");
  return staticConfiguration(structureOf(ROOTS.command).defaults(), "none");
}

function standardPaths(env: ReadonlyMap<string, string>): string[] {
  return FOLDERS.flatMap((folder) =>
    ENDINGS.map((ending) =>
      `${folder}.${ending}`
        .replace("$XDG_CONFIG_HOME", env.get("XDG_CONFIG_HOME") ?? "")
        .replace("$HOME", env.get("HOME") ?? "/root")
        .replace(/^\.\//, "/"),
    ),
  );
}

function fromFile(path: string, content: string): Configured {
  const format = formatOf(path);
  if (format === undefined) throw new Refused("the configuration file is neither YAML nor TOML");
  const node = nodeFromDocument(content, format, new Set(structureOf(ROOTS.command).fields.keys()));
  if (node.children.length === 0) throw new Refused("the configuration file holds no configuration");
  return decode(node, "command", "file");
}

/** `TRAEFIK_ENTRYPOINTS_WEB_ADDRESS` is `traefik.entrypoints.web.address`; the names of Traefik's options begin it in capitals. */
function environment(env: ReadonlyMap<string, string>): Map<string, string> {
  const options = [...structureOf(ROOTS.command).fields.values()].map(({ name }) => `TRAEFIK_${name.toUpperCase()}`);
  const found = new Map<string, string>();
  for (const [key, value] of env)
    if (options.some((option) => key.startsWith(option))) found.set(key.toLowerCase().replaceAll("_", "."), value);
  return found;
}
