import type { Container } from "../../model/container.ts";
import { findKnown } from "../each.ts";
import type { Applies } from "../rule.ts";

/** Whether anything is mounted into the container by its own declaration. */
export function mountsSomething({ mounts }: Container): Applies {
  return mounts.length > 0 || "it mounts nothing of its own";
}

/** Whether a tmpfs is mounted into the container. */
export function mountsTmpfs({ mounts }: Container): Applies {
  return findKnown(mounts, ({ type }) => type === "tmpfs") !== undefined || "it mounts no tmpfs";
}
