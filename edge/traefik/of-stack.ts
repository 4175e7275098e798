import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";
import type { ProviderConfiguration } from "./dynamic/declared.ts";
import { dockerConfiguration } from "./dynamic/docker.ts";
import { type DynamicFile, fileConfiguration, filesIn } from "./dynamic/files.ts";
import { expectedContainers } from "./dynamic/from-model.ts";
import { resolve } from "./resolve.ts";
import type { RuntimeConfiguration, Unknown } from "./runtime.ts";
import { Refused } from "./schema/node.ts";
import type { StaticConfiguration } from "./static/configuration.ts";
import { readStatic, type StaticInput } from "./static/read.ts";

/** What one Traefik of a stack makes of the stack. */
export interface Edge {
  readonly traefik: Container;
  /** Undefined where Traefik would not start, or where its own configuration is not known. */
  readonly runtime: RuntimeConfiguration | undefined;
  /** Why there is none; subject first. */
  readonly problem: string | undefined;
  /** True where the problem is one of knowledge, and not one of the configuration. */
  readonly undecided: boolean;
}

const known = new WeakMap<Stack, readonly Edge[]>();

/** Every Traefik among the containers of a stack with what it makes of the others. The same stack is read once. */
export function edgesOf(stack: Stack): readonly Edge[] {
  let edges = known.get(stack);
  if (edges === undefined) {
    edges = stack.containers.filter(isTraefik).map((traefik) => edgeOf(traefik, stack));
    known.set(stack, edges);
  }
  return edges;
}

/** True for Traefik itself, by its image. */
export function isTraefik(container: Container): boolean {
  try {
    const repository = container.image?.repository;
    return repository === "traefik" || repository?.endsWith("/traefik") === true;
  } catch (error) {
    if (error instanceof UnknownValue) return false;
    throw error;
  }
}

function edgeOf(traefik: Container, stack: Stack): Edge {
  try {
    const own = ownPartsOf(traefik);
    const { configuration } = own;
    const unknown: Unknown[] = versionDoubts(traefik);
    const providers: ProviderConfiguration[] = [];
    if (configuration.docker !== undefined) {
      const expected = expectedContainers(stack);
      unknown.push(...expected.unknown);
      providers.push(dockerConfiguration(expected.containers, configuration.docker));
    }
    if (configuration.file !== undefined) {
      own.files ??= filesOf(traefik, configuration);
      unknown.push(...own.files.unknown);
      providers.push(own.files.provider);
    }
    return { traefik, runtime: resolve(configuration, providers, unknown), problem: undefined, undecided: false };
  } catch (error) {
    const failed = { traefik, runtime: undefined };
    if (error instanceof UnknownValue)
      return {
        ...failed,
        problem: `${error.path} is not known, and Traefik's own configuration with it`,
        undecided: true,
      };
    if (error instanceof Refused)
      return { ...failed, problem: `Traefik does not start: ${error.message}`, undecided: false };
    throw error;
  }
}

/** What one Traefik reads that does not depend on the containers around it. */
interface OwnParts {
  readonly configuration: StaticConfiguration;
  /** Undefined until somebody asks for them. */
  files: { readonly provider: ProviderConfiguration; readonly unknown: readonly Unknown[] } | undefined;
}

/** The same Traefik is asked about by itself and within its stack, and reading its files costs most. */
const ownParts = new WeakMap<Container, OwnParts>();

function ownPartsOf(traefik: Container): OwnParts {
  let own = ownParts.get(traefik);
  if (own === undefined) {
    own = { configuration: readStatic(staticInput(traefik)), files: undefined };
    ownParts.set(traefik, own);
  }
  return own;
}

function filesOf(traefik: Container, configuration: StaticConfiguration): NonNullable<OwnParts["files"]> {
  const unknown: Unknown[] = [];
  return { provider: fileConfiguration(dynamicFiles(traefik, configuration, unknown)), unknown };
}

/** This resolver does what 3.6.6 does; other versions differ in details, other majors in more. */
function versionDoubts(traefik: Container): Unknown[] {
  const tag = traefik.image?.tag;
  if (tag !== undefined && /^v?3(?:\.|$)/.test(tag)) return [];
  return [{ subject: "traefik", why: "its image does not say that it is version 3", container: traefik }];
}

/** What a container of Traefik starts with: the entry point of the image drops its own name. */
function staticInput(traefik: Container): StaticInput {
  const words = [...traefik.entrypoint, ...traefik.command].map(({ value }) => value);
  while (words[0] !== undefined && !words[0].startsWith("-")) words.shift();
  const env = new Map<string, string>();
  for (const { key, value } of traefik.env)
    if (/^(?:TRAEFIK_|HOME$|XDG_CONFIG_HOME$)/i.test(key)) env.set(key, value ?? shell(key));
  return { args: words, env, readFile: (path) => readFile(traefik, path) };
}

function shell(key: string): never {
  throw new UnknownValue(`env.${key}`, "Give the variable a value in the declaration.");
}

function readFile(traefik: Container, path: string): string | undefined {
  const file = traefik.files.find(({ target }) => target === path);
  if (file?.content !== undefined) return file.content;
  if (file === undefined && !traefik.mounts.some(({ target, type }) => type !== "tmpfs" && covers(target, path)))
    return undefined;
  throw new UnknownValue(path, "Put the file's content into the declaration.");
}

function covers(target: string, path: string): boolean {
  return path === target || path.startsWith(target.endsWith("/") ? target : `${target}/`);
}

function dynamicFiles(traefik: Container, { file }: StaticConfiguration, unknown: Unknown[]): DynamicFile[] {
  const { directory = "", filename = "" } = file ?? {};
  const wanted = directory || filename;
  if (wanted === "") return [];
  const all = traefik.files.map(({ target, content, at }) => ({
    path: target,
    content,
    origin: { container: traefik, file: target, at: `${at}.content` },
  }));
  const found = directory !== "" ? filesIn(directory, all) : all.filter(({ path }) => path === filename);
  const mounted = traefik.mounts.some(
    ({ target, type }) => type !== "tmpfs" && (covers(target, wanted) || (directory !== "" && covers(wanted, target))),
  );
  const missing = directory === "" && found.length === 0;
  if (mounted || missing)
    unknown.push({ subject: wanted, why: "its content is not in the declaration", container: traefik });
  return found;
}
