import { basename, dirname, extname, resolve } from "node:path";
import type { Network, Volume } from "../stack.ts";
import { type Draft, isUnknown, known, put, type Reading } from "./draft.ts";
import { readAssignments } from "./lists.ts";
import { parseBoolean } from "./scalars.ts";
import { entriesOf, entryOf, itemsOf, kindOf, placeOf, type Value } from "./value.ts";

const STANDARD_NAME = /^(docker-)?compose([.-].*)?$/;

/**
 * Name of the project, which is also the stack's. `COMPOSE_PROJECT_NAME` decides, then a top-level `name:`. Without it, a file with
 * a name of its own gives that (`lady.yaml` is `lady`: several hosts can lie in one folder), and one
 * of compose's standard names gives its folder's, as compose does. What compose allows in no project
 * name is left out.
 */
export function projectName(
  declared: Reading<string> | undefined,
  file: string,
  directory: string | undefined,
): string {
  if (declared?.known !== undefined) return declared.known;
  const base = basename(file, extname(file));
  const folder = directory === undefined ? dirname(file) : directory;
  const own = STANDARD_NAME.test(base) ? basename(resolve(folder)) : base;
  return (
    own
      .toLowerCase()
      .replace(/[^a-z0-9_-]/g, "")
      .replace(/^[_-]+/, "") || "compose"
  );
}

/** The networks or volumes that a file declares at its top. */
export interface Declared<T> {
  readonly all: readonly T[];
  /** Real name by key. */
  readonly names: ReadonlyMap<string, Reading<string>>;
}

/** Reads top-level `networks`. https://github.com/compose-spec/compose-spec/blob/main/06-networks.md */
export function readNetworks(drafts: DraftFor, section: Value | undefined, project: string): Declared<Network> {
  return readSection(drafts, section, project, (draft, network) => ({
    internal: read(draft, "internal", entryOf(network, "internal"), parseBoolean, false),
    driver: readOptional(draft, "driver", network),
    subnets: readSubnets(draft, network),
  }));
}

/** Reads top-level `volumes`. https://github.com/compose-spec/compose-spec/blob/main/07-volumes.md */
export function readVolumes(drafts: DraftFor, section: Value | undefined, project: string): Declared<Volume> {
  return readSection(drafts, section, project, (draft, volume) => ({
    driver: readOptional(draft, "driver", volume),
    options: readDriverOptions(draft, entryOf(volume, "driver_opts")),
  }));
}

/** Makes a draft for one network or volume, whose problems belong to the file. */
export type DraftFor = () => Draft;

function readSection<T extends Network | Volume>(
  draftFor: DraftFor,
  section: Value | undefined,
  project: string,
  readRest: (draft: Draft, value: Value) => Record<string, Reading<unknown>>,
): Declared<T> {
  const all: T[] = [];
  const names = new Map<string, Reading<string>>();
  if (section === undefined) return { all, names };
  if (kindOf(section) !== "map") {
    draftFor().refuseKind(section, "a map", "write one key for each");
    return { all, names };
  }
  for (const [key, value] of entriesOf(section)) {
    const draft = draftFor();
    const kind = kindOf(value);
    if (kind !== "map" && kind !== "nothing") {
      names.set(key, draft.refuseKind(value, "a map", "write its settings below it, or nothing"));
      continue;
    }
    const external = readExternal(draft, value);
    const name = realName(draft, key, value, external, project);
    names.set(key, name);
    const made: { locate: T["locate"] } = { locate: (field) => draft.locate(field, value) };
    for (const [field, reading] of Object.entries({ name, external, ...readRest(draft, value) }))
      put(made, field, reading);
    all.push(made as T);
  }
  return { all, names };
}

/** The network that compose makes for services that name none. */
export function defaultNetwork(project: string, services: Value): Network {
  return {
    name: `${project}_default`,
    internal: false,
    driver: undefined,
    subnets: [],
    external: false,
    locate: () => placeOf(services),
  };
}

function readExternal(draft: Draft, value: Value): Reading<boolean> {
  const external = entryOf(value, "external");
  // `external: {name: x}` is the form of compose file versions 2 and 3.
  if (external !== undefined && kindOf(external) === "map") return known(true);
  return read(draft, "external", external, parseBoolean, false);
}

function realName(
  draft: Draft,
  key: string,
  value: Value,
  external: Reading<boolean>,
  project: string,
): Reading<string> {
  const name = entryOf(value, "name") ?? entryOf(entryOf(value, "external"), "name");
  if (name !== undefined) return draft.text(draft.place("name", name), "a name");
  if (isUnknown(external)) return external;
  return known(external.known ? key : `${project}_${key}`);
}

function readSubnets(draft: Draft, network: Value): Reading<string[]> {
  const config = entryOf(entryOf(network, "ipam"), "config");
  if (config === undefined) return known([]);
  if (kindOf(config) !== "list") return draft.refuseKind(config, "a list", "write a list of subnets");
  const subnets: string[] = [];
  for (const item of itemsOf(config)) {
    const subnet = entryOf(item, "subnet");
    if (subnet === undefined) continue;
    const text = draft.text(draft.place(`subnets.${subnets.length}`, subnet), "a subnet");
    if (isUnknown(text)) return text;
    subnets.push(text.known);
  }
  return known(subnets);
}

function readDriverOptions(draft: Draft, options: Value | undefined): Reading<{ key: string; value: string }[]> {
  if (options === undefined) return known([]);
  if (kindOf(options) !== "map") return draft.refuseKind(options, "a map", "write key: value below it");
  return known(
    readAssignments(draft, "options", options).map(({ key, value }) => {
      const option = {};
      put(option, "key", key);
      put(option, "value", isUnknown(value) ? value : known(value.known ?? ""));
      return option as { key: string; value: string };
    }),
  );
}

function readOptional(draft: Draft, key: string, value: Value): Reading<string | undefined> {
  const written = entryOf(value, key);
  return written === undefined ? known(undefined) : draft.text(draft.place(key, written), "a text");
}

function read<T>(
  draft: Draft,
  field: string,
  value: Value | undefined,
  parse: (text: string) => T | undefined,
  absent: T,
): Reading<T> {
  return value === undefined ? known(absent) : draft.parsed(draft.place(field, value), "true or false", parse);
}
