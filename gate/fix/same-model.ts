import type { Container } from "../../model/container.ts";
import type { Stack } from "../../model/stack.ts";
import { UnknownValue } from "../../model/unknown.ts";

/**
 * Whether two readings of a project say the same of everything but these fields of one container.
 *
 * @param besides names of networks and volumes that may be new or different.
 */
export function isSameBut(
  before: Stack,
  after: Stack,
  container: string,
  fields: ReadonlySet<string>,
  besides: ReadonlySet<string>,
): boolean {
  if (before.problems.length !== after.problems.length || before.containers.length !== after.containers.length)
    return false;
  const others = (stack: Stack) =>
    JSON.stringify([
      stack.name,
      stack.networks.filter(({ name }) => !isBesides(name, besides)).map((network) => plain(network, NO_PLACE)),
      stack.volumes.filter(({ name }) => !isBesides(name, besides)).map((volume) => plain(volume, NO_PLACE)),
      stack.problems.map(({ container: whose, message }) => [whose, message]),
    ]);
  return (
    others(before) === others(after) &&
    before.containers.every((one, index) => {
      const other = after.containers[index] as Container;
      const but = one.name === container ? new Set([...NO_PLACE, ...fields]) : NO_PLACE;
      return JSON.stringify(plain(one, but)) === JSON.stringify(plain(other, but));
    })
  );
}

/** Compose puts the name of the project before those that a file gives. */
function isBesides(name: string, besides: ReadonlySet<string>): boolean {
  return [...besides].some((own) => name === own || name.endsWith(`_${own}`));
}

/** Where something stands is no part of what it says. */
const NO_PLACE: ReadonlySet<string> = new Set(["locate"]);

function plain(value: unknown, but: ReadonlySet<string> = new Set()): unknown {
  if (value === undefined) return "nothing";
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value).filter((key) => !but.has(key) && key !== "at");
  return keys.map((key) => [key, read(value, key)]);
}

function read(owner: object, key: string): unknown {
  try {
    return plain((owner as Record<string, unknown>)[key]);
  } catch (error) {
    if (error instanceof UnknownValue) return ["not known", error.path];
    throw error;
  }
}
