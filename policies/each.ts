import { UnknownValue } from "../model/unknown.ts";
import type { Offence } from "./rule.ts";

/**
 * The offences among the elements of a list. An element that is not known is left for last, so that
 * it cannot hide an offence that is certain.
 *
 * @throws UnknownValue after the last offence, where an element was not known.
 */
export function* each<T>(elements: readonly T[], judge: (element: T) => Offence | undefined): Iterable<Offence> {
  let unknown: UnknownValue | undefined;
  for (const element of elements) {
    let offence: Offence | undefined;
    try {
      offence = judge(element);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown ??= error;
    }
    if (offence !== undefined) yield offence;
  }
  if (unknown !== undefined) throw unknown;
}

/**
 * The offences of several parts of a container. A part that is not known is left for last, so that it
 * cannot hide an offence that is certain in another.
 *
 * @throws UnknownValue after the last offence, where a part was not known.
 */
export function* eachPart(...parts: readonly (() => Iterable<Offence>)[]): Iterable<Offence> {
  let unknown: UnknownValue | undefined;
  for (const part of parts)
    try {
      yield* part();
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown ??= error;
    }
  if (unknown !== undefined) throw unknown;
}

/** The first element that `matches`; elements that are not known are passed over as long as another one matches. */
export function findKnown<T>(elements: readonly T[], matches: (element: T) => boolean): T | undefined {
  let unknown: UnknownValue | undefined;
  for (const element of elements)
    try {
      if (matches(element)) return element;
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown ??= error;
    }
  if (unknown !== undefined) throw unknown;
  return undefined;
}
