import type { Container } from "../../model/container.ts";
import { UnknownValue } from "../../model/unknown.ts";
import { each, findKnown } from "../each.ts";
import type { Applies, Offence } from "../rule.ts";
import { unlessPrivileged } from "./implied.ts";

/** Capabilities are judged one by one unless something larger holds them all. */
export function singleCapabilities(container: Container): Applies {
  const larger = unlessPrivileged(container);
  if (larger !== true) return larger;
  return !addsAll(container) || "all capabilities are added, which the rule capability-all says once";
}

/**
 * One offence for each of the `dangerous` capabilities that is added.
 *
 * @param dangerous what each gives away, as a clause that follows "NAME is added: ".
 */
export function addedCapabilities(
  container: Container,
  dangerous: Readonly<Record<string, string>>,
): Iterable<Offence> {
  return each(container.capAdd, ({ at, name }) =>
    Object.hasOwn(dangerous, name) ? { at, detail: name, message: `${name} is added: ${dangerous[name]}` } : undefined,
  );
}

/** True where Docker's own choice of capabilities is dropped as a whole. */
export function dropsAll({ capDrop }: Container): boolean {
  return findKnown(capDrop, ({ name }) => name === "ALL") !== undefined;
}

/** A name that is not known is left to the rule itself, which has to read it anyway. */
function addsAll(container: Container): boolean {
  return container.capAdd.some((capability) => {
    try {
      return capability.name === "ALL";
    } catch (error) {
      if (error instanceof UnknownValue) return false;
      throw error;
    }
  });
}
