import type { Mount } from "../../model/container.ts";
import { cleanPath, isWithin } from "./host-path.ts";

/**
 * True where what is written to `path` in the container outlives it: the innermost mount that holds
 * the path is a bind mount or a named volume. An image's own VOLUME counts as a mount too, an
 * anonymous one, which the engine drops with the container: a mount on a folder above it keeps nothing.
 *
 * @param volumes paths that the image declares as VOLUME.
 */
export function outlivesContainer(path: string, mounts: readonly Mount[], volumes: readonly string[]): boolean {
  let innermost = volumes.reduce(
    (depth, volume) => (isWithin(path, volume) ? Math.max(depth, volume.length) : depth),
    -1,
  );
  let kept = false;
  for (const mount of mounts) {
    const target = cleanPath(mount.target);
    if (!isWithin(path, target) || target.length < innermost) continue;
    innermost = target.length;
    kept = (mount.type === "bind" || mount.type === "volume") && mount.source !== undefined;
  }
  return kept;
}
