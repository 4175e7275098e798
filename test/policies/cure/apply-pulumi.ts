import type { Container } from "../../../model/container.ts";
import type { PulumiResource } from "../../../model/from-pulumi/stack.ts";
import { type Change, Entry, type Path, type Spelling, type Written } from "../../../policies/cure/change.ts";
import { Secret } from "../../../policies/cure/edit.ts";

const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const CONTAINER = "docker:index/container:Container";

type Tree = Record<string | number, unknown>;

/** The resources as they are when a person has made the changes of a spelling. */
export function applyPulumi(
  resources: readonly PulumiResource[],
  container: Container,
  { changes, beside }: Spelling,
): PulumiResource[] {
  const inputs = resources.map((resource) => structuredClone(resource)) as {
    type: string;
    name: string;
    inputs: Tree;
  }[];
  const own = inputs.find(({ type, inputs: { name } }) => type === CONTAINER && name === container.name);
  if (own === undefined) throw new Error(`no resource declares ${container.name}`);
  for (const change of changes) apply(own.inputs, change);
  sweep(own.inputs);
  for (const part of beside)
    if (part.kind === "plain-volume") {
      const volume = inputs.find(({ name, type }) => type.includes("volume") && name === part.name);
      if (volume !== undefined) delete volume.inputs.driverOpts;
    } else if (part.kind !== "setting") {
      const type = part.kind === "network" ? "docker:index/network:Network" : "docker:index/volume:Volume";
      inputs.push({ type, name: part.name, inputs: { name: part.name } });
    }
  return inputs as unknown as PulumiResource[];
}

const GONE = Symbol("taken out");

function apply(inputs: Tree, { op, place, value, element }: Change): void {
  const path: Path = [...place, ...(element?.inner ?? [])];
  const last = path.at(-1) as string | number;
  let tree = inputs;
  for (const key of path.slice(0, -1)) {
    tree[key] ??= {};
    tree = tree[key] as Tree;
  }
  if (op === "remove") {
    if (Array.isArray(tree)) tree[last as number] = GONE;
    else delete tree[last];
  } else if (op === "add") tree[last] = [...((tree[last] as unknown[] | undefined) ?? []), data(value as Written)];
  else tree[last] = data(value as Written);
}

/** Positions count as they were until all changes are made. */
function sweep(tree: unknown): void {
  if (typeof tree !== "object" || tree === null) return;
  if (Array.isArray(tree)) tree.splice(0, tree.length, ...tree.filter((item) => item !== GONE));
  for (const inner of Object.values(tree)) sweep(inner);
}

function data(value: Written): unknown {
  if (value instanceof Secret) return { [MARK]: SECRET, value: "set-elsewhere" };
  if (value instanceof Entry) {
    if (value.value instanceof Secret) return { [MARK]: SECRET, value: `${value.key}=set-elsewhere` };
    return value.value === null ? value.key : `${value.key}=${value.value}`;
  }
  if (Array.isArray(value)) return value.map(data);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, data(inner as Written)]));
}
