import type { Container } from "../model/container.ts";
import { type Code, type Entry, list, literal, object } from "./code.ts";
import type { Notes } from "./notes.ts";

/** Names and values of settings, each once. */
export function pairs(
  what: string,
  notes: Notes,
  items: () => readonly { readonly key: string; readonly value: string }[],
): [string, Code][] {
  const found = new Map<string, Code>();
  notes.each(what, items, ({ key, value }) => {
    // Pulumi loses it on its way to the engine.
    if (key === "__proto__") notes.lost(`${what} is not declared: its name is none`);
    else found.set(key, literal(value));
    return undefined;
  });
  return [...found];
}

/** The names in a list of the model. */
export function names(
  container: Container,
  field: "groups" | "dns" | "capAdd" | "capDrop" | "deviceRules",
  notes: Notes,
): Code | undefined {
  return listOf(
    notes.each(
      `an element of ${field}`,
      () => container[field] ?? [],
      ({ name }) => literal(name),
    ),
  );
}

export function map(entries: readonly Entry[]): Code | undefined {
  return entries.length === 0 ? undefined : object(entries);
}

export function listOf(items: readonly Code[]): Code | undefined {
  return items.length === 0 ? undefined : list(items);
}

export function flag(value: boolean | undefined): Code | undefined {
  return value === true ? literal(true) : undefined;
}

export function text(value: string | number | undefined): Code | undefined {
  return value === undefined ? undefined : literal(value);
}
