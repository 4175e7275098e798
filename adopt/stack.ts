import type { Container } from "../model/container.ts";
import type { Network, Stack, Volume } from "../model/stack.ts";
import { UnknownValue } from "../model/unknown.ts";
import type { BeyondProject } from "./beyond-compose.ts";
import { type Code, call, list, literal, object, print, quoted, remark } from "./code.ts";
import { type Around, containerCode, serviceOf } from "./container.ts";
import { listOf, map, pairs, text } from "./entries.ts";
import type { Needs, Root } from "./mounts.ts";
import { type Note, Notes } from "./notes.ts";
import { type MovedSecret, Secrets } from "./secrets.ts";

/** A stack written down as a module of a program. */
export interface WrittenStack {
  readonly text: string;
  /** How many containers it declares. */
  readonly containers: number;
  readonly secrets: readonly MovedSecret[];
  /** Settings that the module requires, for paths that only one machine knows. */
  readonly roots: readonly Root[];
  readonly notes: readonly Note[];
}

export interface WritingOptions {
  /** Name of the function that the module exports. */
  readonly functionName: string;
  /** What the source is called, for the comment above it. */
  readonly source: string;
  /** What the source says beyond the model. */
  readonly beyond?: BeyondProject;
}

/** Names that Docker takes for a container. */
const CONTAINER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;
const NOTHING_BEYOND: BeyondProject = { services: new Map(), lost: [] };

/**
 * Writes a stack down as a module whose function declares it with this package. What the model holds and
 * Pulumi cannot express, and what could not be read, is said in the notes and in comments beside the
 * container. Secrets stay out of the text.
 */
export function writeStack(
  stack: Stack,
  { functionName, source, beyond = NOTHING_BEYOND }: WritingOptions,
): WrittenStack {
  const whole = new Notes();
  for (const { container, message } of stack.problems)
    whole.unread(container === undefined ? message : `${container}: ${message}`);
  for (const path of beyond.lost) whole.lost(`${path} is not declared: no input of the provider is written for it`);
  const secrets = new Secrets();
  const needs: Needs = { imports: new Set(["asFound", "declareHost"]), roots: new Set() };
  const chosen = nameable(stack.containers, whole);
  const byService = new Map(chosen.map((container) => [serviceOf(container), container.name]));
  const waits = waitingFor(chosen);
  const all: Note[] = [];
  const services = chosen.flatMap((container) => {
    const notes = new Notes(container);
    const own = beyond.services.get(container.locate("").path);
    for (const path of own?.lost ?? [])
      notes.lost(`${path} is not declared: no input of the provider is written for it`);
    for (const key of own?.unread ?? []) notes.unread(`${key} is not declared: it is not known`);
    const around: Around = {
      secrets,
      needs,
      containerOf: (service) => byService.get(service) ?? service,
      mayWaitFor: (name) => waits.get(container.name)?.has(name) === true,
      beyond: own?.entries ?? [],
    };
    const code = containerCode(container, shortName(container), around, notes);
    all.push(...notes.all);
    return code === undefined ? [] : [call("asFound", [code])];
  });
  const body = call("declareHost", [hostCode(stack, whole), list(services, true)], true);
  const roots = [...needs.roots].sort();
  if (secrets.moved.length > 0) needs.imports.add("secret");
  const lines = [
    ...(roots.length === 0 ? [] : [`import * as pulumi from ${quoted("@pulumi/pulumi")};`]),
    `import { ${[...needs.imports].sort().join(", ")} } from "pulumi-readiness";`,
    "",
    `/** The containers that ${remark(source)} declares, as it declares them. */`,
    `export function ${functionName}() {`,
    ...(roots.length === 0 ? [] : ["  const config = new pulumi.Config();"]),
    ...roots.map((root) => `  const ${root} = config.require(${quoted(root)});`),
    `  return ${print(body, "  ")};`,
    "}",
    "",
  ];
  return {
    text: lines.join("\n"),
    containers: services.length,
    secrets: secrets.moved,
    roots,
    notes: [...whole.all, ...all],
  };
}

/** Containers that can be declared under their names, each name once. */
function nameable(containers: readonly Container[], notes: Notes): readonly Container[] {
  const taken = new Set<string>();
  return containers.filter(({ name }) => {
    if (!CONTAINER_NAME.test(name)) notes.unread(`${quoted(name)} is not declared: Docker takes no such name`);
    else if (taken.has(name)) notes.unread(`${name} is declared once: two containers cannot have this name`);
    else return taken.add(name);
    return false;
  });
}

/** For whom each container may wait without waiting for itself in the end. */
function waitingFor(containers: readonly Container[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Set(containers.map(({ name }) => name));
  const waits = new Map<string, Set<string>>();
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return [...(waits.get(from) ?? [])].some((next) => reaches(next, to, seen));
  };
  for (const container of containers) {
    const own = new Set<string>();
    waits.set(container.name, own);
    for (const name of dependenciesOf(container)) if (names.has(name) && !reaches(name, container.name)) own.add(name);
  }
  return waits;
}

function dependenciesOf(container: Container): string[] {
  try {
    return container.dependsOn.flatMap((dependency) => {
      try {
        return [dependency.name];
      } catch (error) {
        if (error instanceof UnknownValue) return [];
        throw error;
      }
    });
  } catch (error) {
    if (error instanceof UnknownValue) return [];
    throw error;
  }
}

/** `db` for `shop-db-1` of the stack `shop`. */
function shortName({ name, stack }: Container): string {
  const short = name.startsWith(`${stack}-`) ? name.slice(stack.length + 1).replace(/-1$/, "") : name;
  return short === "" ? name : short;
}

function hostCode(stack: Stack, notes: Notes): Code {
  const used = new Set(
    stack.containers.flatMap((container) => notesFree(() => container.networks.map(({ name }) => name)) ?? []),
  );
  const networks = onceEach(stack.networks, notes, "network").map((network) => networkCode(network, notes));
  const declared = new Set(stack.networks.flatMap((network) => notesFree(() => [network.name]) ?? []));
  const foreign = [...used].filter((name) => !declared.has(name)).map((name) => externalCode(name));
  const mounted = new Set(
    stack.containers.flatMap(
      (container) =>
        notesFree(() =>
          container.mounts.flatMap(({ type, source }) => (type === "volume" && source ? [source] : [])),
        ) ?? [],
    ),
  );
  const volumes = onceEach(stack.volumes, notes, "volume").flatMap(
    (volume) => volumeCode(volume, mounted, notes) ?? [],
  );
  return object(
    [
      ["name", literal(stack.name)],
      ["networks", list([...networks, ...foreign])],
      ["volumes", listOf(volumes)],
      ["keepVolumes", literal(true)],
    ],
    true,
  );
}

function notesFree<T>(read: () => T): T | undefined {
  return new Notes().known("", read);
}

function onceEach<T extends Network | Volume>(all: readonly T[], notes: Notes, what: string): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const name = notes.known(`a ${what}`, () => one.name);
    if (name === undefined || seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function networkCode(network: Network, notes: Notes): Code {
  const { name } = network;
  if (notes.known(`the network ${name}`, () => network.external) === true) return externalCode(name);
  const driver = notes.known(`the driver of the network ${name}`, () => network.driver);
  const subnets = notes.known(`the ranges of the network ${name}`, () => [...network.subnets]) ?? [];
  const [only] = subnets;
  return object([
    ["name", literal(name)],
    ["subnet", subnets.length > 1 ? list(subnets.map(literal)) : text(only)],
    [
      "internal",
      notes.known(`whether the network ${name} is internal`, () => network.internal) ? literal(true) : undefined,
    ],
    ["driver", driver === undefined || driver === "bridge" ? undefined : literal(driver)],
  ]);
}

/** Undefined where its name says all, because it is mounted. */
function volumeCode(volume: Volume, mounted: ReadonlySet<string>, notes: Notes): Code | undefined {
  const { name } = volume;
  if (notes.known(`the volume ${name}`, () => volume.external) === true) return externalCode(name);
  const driver = notes.known(`the driver of the volume ${name}`, () => volume.driver);
  const options = map(pairs(`an option of the volume ${name}`, notes, () => volume.options));
  if (mounted.has(name) && driver === undefined && options === undefined) return undefined;
  return object([
    ["name", literal(name)],
    ["driver", text(driver)],
    ["options", options],
  ]);
}

function externalCode(name: string): Code {
  return object([
    ["name", literal(name)],
    ["external", literal(true)],
  ]);
}
