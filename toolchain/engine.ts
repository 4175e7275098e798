import { execFile } from "node:child_process";
import { link, mkdir, readdir, realpath, rm, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Absent, absent } from "./absent.ts";
import { buildOnce, cacheRoot, exists, recipeHash } from "./cache.ts";
import { buildDockerProvider, DOCKER_PROVIDER_VERSION, dockerProviderFolder } from "./docker-provider.ts";
import { findGo } from "./go.ts";
import { findOnPath, isExecutable } from "./path.ts";
import { buildPulumi, pulumiFolder } from "./pulumi-cli.ts";
import { COMMAND_PROVIDER_VERSION, type StandIn, writeStandIn } from "./stand-ins.ts";

/** The oldest Pulumi CLI that does what we ask of it: hooks that fail a deployment (3.238), see its CHANGELOG. */
const OLDEST_PULUMI = [3, 238] as const;
/** How long `pulumi version` may take, in milliseconds: the launcher of the npm package downloads at first use. */
const VERSION_DEADLINE = 120_000;

/** One of the four programs that an engine consists of, and where it came from. */
export type Part = {
  name: "pulumi" | "pulumi-language-nodejs" | "pulumi-resource-docker" | "pulumi-resource-command";
  /** `installed`: the official one. `built`: from source, in our cache. `stand-in`: ours, with less in it. */
  origin: "installed" | "built" | "stand-in";
  file: string;
};

/** A Pulumi engine that works on this machine. */
export type Engine = {
  /** The `pulumi` program. */
  pulumi: string;
  parts: readonly Part[];
  /** The names of the plugins that are stand-ins for official ones. */
  standIns: readonly string[];
  /**
   * Makes the folders for plugins (`home`, PULUMI_HOME) and for state (`backend`), and returns the whole environment
   * for `pulumi`: offline, without a login, with an empty passphrase, every plugin in reach. Both paths are absolute.
   */
  environment(place: { home: string; backend: string }): Promise<NodeJS.ProcessEnv>;
};

/** The engine that is installed, or that was built before; nothing is built. */
export function findEngine(): Promise<Engine | Absent> {
  return ensureEngine({ build: false });
}

/** The engine that is installed, or that was built before, or (with `build`) that is built now, which takes minutes. */
export async function ensureEngine(options: { build: boolean }): Promise<Engine | Absent> {
  try {
    const pulumi = (await installedPulumi()) ?? (await built("pulumi", await pulumiFolder(), buildPulumi, options));
    if ("absent" in pulumi) return pulumi;
    const docker =
      (await installedProvider("pulumi-resource-docker", "docker", 5)) ??
      (await built("pulumi-resource-docker", await dockerProviderFolder(), buildDockerProvider, options));
    if ("absent" in docker) return docker;
    return assemble(pulumi, docker);
  } catch (error) {
    return absent(error instanceof Error ? error.message : String(error));
  }
}

async function assemble(pulumi: Part, docker: Part): Promise<Engine> {
  const folder = await engineFolder(pulumi);
  // The engine looks for the language plugin beside itself without a warning, so a built engine gets ours there.
  const bin = pulumi.origin === "built" ? { ...pulumi, file: join(folder, "pulumi") } : pulumi;
  const language = (await installedLanguage(pulumi)) ?? standIn(folder, "pulumi-language-nodejs");
  const command =
    (await installedProvider("pulumi-resource-command", "command", 1)) ??
    standIn(join(folder, "providers"), "pulumi-resource-command");
  const parts = [bin, language, docker, command];
  const path = [dirname(process.execPath), process.env.PATH ?? ""];
  if (language.origin === "stand-in") path.push(folder);
  return {
    pulumi: bin.file,
    parts,
    standIns: parts.filter((part) => part.origin === "stand-in").map((part) => part.name),
    async environment({ home, backend }) {
      await mkdir(backend, { recursive: true });
      await installProvider(home, "docker", DOCKER_PROVIDER_VERSION, docker);
      await installProvider(home, "command", COMMAND_PROVIDER_VERSION, command);
      return {
        ...process.env,
        PATH: path.join(delimiter),
        PULUMI_HOME: home,
        PULUMI_BACKEND_URL: `file://${backend}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        // The official language plugin starts in no time; ours, a Node program, is started for every program and pack.
        NODE_COMPILE_CACHE: join(cacheRoot(), "compiled"),
      };
    },
  };
}

/** A folder for this checkout and this Node: the built `pulumi` (linked, not copied) with our stand-ins beside it. */
async function engineFolder(pulumi: Part): Promise<string> {
  const hash = await recipeHash([], [import.meta.dirname, process.execPath, pulumi.file]);
  return buildOnce(join(cacheRoot(), `engine-${hash}`), async (temporary) => {
    if (pulumi.origin === "built") await link(pulumi.file, join(temporary, "pulumi"));
    await writeStandIn(temporary, "pulumi-language-nodejs");
    await writeStandIn(join(temporary, "providers"), "pulumi-resource-command");
  });
}

async function built(
  name: Part["name"],
  folder: string,
  build: () => Promise<string>,
  options: { build: boolean },
): Promise<Part | Absent> {
  const file = join(folder, name);
  if (await exists(file)) return { name, origin: "built", file };
  if (options.build) return { name, origin: "built", file: await build() };
  const how = (await findGo())
    ? "run `node toolchain/build.ts`, which builds it from source with the Go that is here"
    : "install Go 1.25.11 or newer and run `node toolchain/build.ts`";
  return absent(`${name} is neither installed nor built: install Pulumi the official way, or ${how}.`);
}

async function installedPulumi(): Promise<Part | undefined> {
  const file = await findOnPath("pulumi");
  if (file === undefined || (await isOurs(file))) return undefined;
  const version = await versionOf(file);
  if (version === undefined) return undefined;
  const [major = 0, minor = 0] = version;
  if (major < OLDEST_PULUMI[0] || (major === OLDEST_PULUMI[0] && minor < OLDEST_PULUMI[1])) {
    console.error(`${file}: is version ${version.join(".")}, older than ${OLDEST_PULUMI.join(".")}: not used`);
    return undefined;
  }
  return { name: "pulumi", origin: "installed", file };
}

/** The version numbers, or undefined when the program does not run: the npm launcher fails where it cannot download. */
async function versionOf(pulumi: string): Promise<number[] | undefined> {
  try {
    const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const { stdout } = await promisify(execFile)(pulumi, ["version"], { env, timeout: VERSION_DEADLINE });
    return /^v?(\d+)\.(\d+)\.(\d+)/.exec(stdout.trim())?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}

/** The official language plugin: on PATH or beside the CLI. The launcher of the npm package brings its own. */
async function installedLanguage(pulumi: Part): Promise<Part | undefined> {
  const name = "pulumi-language-nodejs";
  const onPath = await findOnPath(name);
  if (onPath !== undefined && !(await isOurs(onPath))) return { name, origin: "installed", file: onPath };
  if (pulumi.origin !== "installed") return undefined;
  const cli = await realpath(pulumi.file);
  if (cli.endsWith(".js")) return { name, origin: "installed", file: cli };
  const beside = join(dirname(cli), name);
  return (await isExecutable(beside)) ? { name, origin: "installed", file: beside } : undefined;
}

/** An official provider of that major version: on PATH, or where `pulumi plugin install` puts it. The newest wins. */
async function installedProvider(name: Part["name"], kind: string, major: number): Promise<Part | undefined> {
  const onPath = await findOnPath(name);
  if (onPath !== undefined && !(await isOurs(onPath))) return { name, origin: "installed", file: onPath };
  const plugins = join(process.env.PULUMI_HOME || join(homedir(), ".pulumi"), "plugins");
  const prefix = `resource-${kind}-v${major}.`;
  const folders = (await readdir(plugins).catch(() => [])).filter((folder) => folder.startsWith(prefix));
  folders.sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  for (const folder of folders) {
    const file = join(plugins, folder, name);
    if ((await isExecutable(file)) && !(await isOurs(file))) return { name, origin: "installed", file };
  }
  return undefined;
}

/** True for what this module has put there itself: whoever runs inside our environment finds it on PATH again. */
async function isOurs(file: string): Promise<boolean> {
  return (await realpath(file)).startsWith(join(cacheRoot(), "/"));
}

function standIn(folder: string, name: StandIn): Part {
  return { name, origin: "stand-in", file: join(folder, name) };
}

/** Links a provider into `home` as `pulumi plugin install` would put it there; one on PATH is found without. */
async function installProvider(home: string, kind: string, version: string, part: Part): Promise<void> {
  const folder = join(home, "plugins", `resource-${kind}-v${version}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, part.name);
  await rm(file, { force: true });
  await symlink(part.file, file);
}
