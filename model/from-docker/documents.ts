import type { Raw } from "../raw.ts";

/** What `docker inspect` tells of one object. */
export interface Inspection {
  readonly kind: "container" | "network" | "volume" | "image";
  readonly body: JsonObject;
  /** Position in the list that it was read from; undefined where it stood alone. */
  readonly index: number | undefined;
}

export type JsonObject = { readonly [key: string]: Raw };

/** What a value that no inspection is leaves behind: its position. */
export interface Unfit {
  readonly index: number | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Tells what an object that the engine's API or `docker inspect` printed is, by the keys that only this kind has.
 * https://docs.docker.com/reference/api/engine/ (ContainerInspect, NetworkInspect, VolumeInspect, ImageInspect)
 */
export function kindOfInspection(value: unknown): Inspection["kind"] | undefined {
  if (!isObject(value)) return undefined;
  const has = (key: string) => Object.hasOwn(value, key);
  if (has("HostConfig")) return "container";
  if (has("IPAM") || (has("Driver") && has("Internal"))) return "network";
  if (has("Mountpoint") && has("Driver")) return "volume";
  if (has("RepoTags") || has("RootFS")) return "image";
  return undefined;
}

/** True for what `docker inspect` prints: a list with at least one known object, or one such object. */
export function isInspectDocument(value: unknown): boolean {
  return Array.isArray(value)
    ? value.some((item) => kindOfInspection(item) !== undefined)
    : kindOfInspection(value) !== undefined;
}

/** Sorts what stands in a document. */
export function inspectionsOf(document: unknown): { inspections: Inspection[]; unfit: Unfit[] } {
  const inspections: Inspection[] = [];
  const unfit: Unfit[] = [];
  const add = (value: unknown, index: number | undefined) => {
    const kind = kindOfInspection(value);
    if (kind === undefined) unfit.push({ index });
    else inspections.push({ kind, body: value as JsonObject, index });
  };
  if (Array.isArray(document)) for (const [index, value] of document.entries()) add(value, index);
  else add(document, undefined);
  return { inspections, unfit };
}
