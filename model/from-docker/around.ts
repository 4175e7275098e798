import type { InspectedImage } from "./image.ts";

/** What is known of the engine that a container runs in, beside the container's own inspection. */
export interface Around {
  readonly stack: string;
  /** Images by id. */
  readonly images: ReadonlyMap<string, InspectedImage>;
  /** Names of containers by id. */
  readonly names: ReadonlyMap<string, string>;
  /** True where the engine puts containers into its own cgroup namespace by itself, as it does with control groups of version 1. */
  readonly hostCgroupsByDefault: boolean;
}

/** `container:<id>` with the name instead of the id, where that is known; undefined for the engine's default. */
export function namespaceOf(
  mode: string | undefined,
  { names }: Around,
  defaults: readonly string[],
): string | undefined {
  if (mode === undefined || mode === "" || defaults.includes(mode)) return undefined;
  if (!mode.startsWith("container:")) return mode;
  const id = mode.slice("container:".length);
  return `container:${names.get(id) ?? id}`;
}
