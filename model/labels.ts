import type { Container, Label } from "./container.ts";

const indexed = new WeakMap<Container, ReadonlyMap<string, readonly Label[]>>();

/**
 * The labels of a container with this name; several where it is declared more than once. Reads all
 * names once, so that asking for each of many stays cheap.
 *
 * @throws UnknownValue where the name of any label is not known: it may be this one.
 */
export function labelsNamed(container: Container, key: string): readonly Label[] {
  let index = indexed.get(container);
  if (index === undefined) {
    const building = new Map<string, Label[]>();
    for (const label of container.labels) {
      const same = building.get(label.key);
      if (same === undefined) building.set(label.key, [label]);
      else same.push(label);
    }
    index = building;
    indexed.set(container, index);
  }
  return index.get(key) ?? [];
}
