import type { Change, Written } from "./change.ts";

/** Changes of one declaration, gathered under the keys they share, for printing. */
export type Tree =
  | { readonly kind: "map"; readonly entries: Map<string, Tree> }
  | { readonly kind: "value"; readonly value: Written; readonly decide?: string }
  | { readonly kind: "gone"; readonly decide?: string }
  | { readonly kind: "list"; readonly elements: Element[]; others: boolean };

/** An element that is set or added, or one that is taken out. */
export interface Element {
  /** Undefined for one that is taken out. */
  readonly value?: Written;
  readonly name: string;
  readonly decide?: string;
}

/** Gathers changes under the keys they share, in their order. */
export function gather(changes: readonly Change[]): Map<string, Tree> {
  const top = new Map<string, Tree>();
  for (const change of changes) {
    let entries = top;
    for (const key of change.keys.slice(0, -1)) {
      let below = entries.get(key);
      if (below?.kind !== "map") {
        below = { kind: "map", entries: new Map() };
        entries.set(key, below);
      }
      entries = below.entries;
    }
    place(entries, change.keys.at(-1) as string, change);
  }
  return top;
}

function place(entries: Map<string, Tree>, key: string, change: Change): void {
  const { op, value, element, others = false, decide } = change;
  const note = decide === undefined ? {} : { decide };
  if (element === undefined && op !== "add") {
    entries.set(key, op === "remove" ? { kind: "gone", ...note } : { kind: "value", value: value as Written, ...note });
    return;
  }
  let list = entries.get(key);
  if (list?.kind !== "list") {
    list = { kind: "list", elements: [], others };
    entries.set(key, list);
  }
  list.others ||= others;
  const whole = element?.whole ?? value;
  list.elements.push({
    ...(op === "remove" || whole === undefined ? {} : { value: whole }),
    name: element?.name ?? "",
    ...note,
  });
}
