import { type Entry, SettingsError } from "../../policies/settings/document.ts";

/** The fields of a map. @throws SettingsError for anything else, and for a key that is not one of them. */
export function fieldsOf(entry: Entry, keys: readonly string[], what: string): ReadonlyMap<string, Entry> {
  if (entry.fields === undefined) throw wrong(entry, `is not ${what}`);
  for (const [key, value] of entry.fields)
    if (!keys.includes(key)) throw wrong(value, `is no setting here; there are ${keys.join(", ")}`);
  return entry.fields;
}

/** The entries of a map with free names. @throws SettingsError for anything else, and for a name that is none. */
export function namedEntries(entry: Entry | undefined, what: string): [string, Entry][] {
  if (entry === undefined) return [];
  if (entry.fields === undefined) throw wrong(entry, `is not ${what}`);
  for (const [name, value] of entry.fields)
    if (!/^[A-Za-z0-9][\w.-]{0,100}$/.test(name)) throw wrong(value, "has a name that no host and no place can have");
  return [...entry.fields];
}

/** A text; undefined where there is none. @throws SettingsError */
export function text(entry: Entry | undefined, expected: string, fits: (value: string) => boolean = () => true) {
  if (entry === undefined) return undefined;
  if (typeof entry.value !== "string" || entry.value === "" || !fits(entry.value))
    throw wrong(entry, `is not ${expected}`);
  return entry.value;
}

/** A list of texts; empty where there is none. @throws SettingsError */
export function texts(entry: Entry | undefined, expected: string, fits: (value: string) => boolean): string[] {
  if (entry === undefined) return [];
  if (entry.items === undefined) throw wrong(entry, `is not a list of which each is ${expected}`);
  return entry.items.map((item) => text(item, expected, fits) as string);
}

/** A setting that cannot be used; quotes nothing of it. */
export function wrong({ location }: Entry, what: string): SettingsError {
  return new SettingsError(
    `${location.file}:${location.line}:${location.column} ${location.path || "the file"} ${what}`,
  );
}
