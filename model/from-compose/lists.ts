import type { Device, Named, SecurityOption, Setting, Ulimit } from "../container.ts";
import { splitSecurityOption } from "../security-option.ts";
import { type Draft, element, gap, isUnknown, known, type Reading, settled, type Unknown } from "./draft.ts";
import { GAP } from "./interpolate.ts";
import { parseInteger } from "./scalars.ts";
import { entriesOf, entryOf, itemsOf, kindOf, type Value } from "./value.ts";

/** Reads a list of names, or a single one. */
export function readNames(
  draft: Draft,
  field: string,
  list: Value,
  normalise: (name: string) => string = (name) => name,
): Named[] {
  const items = kindOf(list) === "text" ? [list] : itemsOf(list);
  return items.map((item, index) => {
    const at = `${field}.${index}`;
    const text = draft.text(draft.place(at, item), "a text");
    return element<Named>(at, { name: "unknown" in text ? text : known(normalise(text.known.trim())) });
  });
}

/** `cap_net_admin` is NET_ADMIN. */
export function capabilityName(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

/** One `key=value` of a list or `key: value` of a map. */
export interface Assignment {
  readonly at: string;
  readonly key: Reading<string>;
  /** Undefined where only the key is written. */
  readonly value: Reading<string | undefined>;
  /** Set where a part of it is the value of a variable, and so not written in the file. */
  readonly outside?: boolean;
}

/** Reads what compose takes both as a map and as a list of `key=value`: environment, labels, sysctls, options. */
export function readAssignments(draft: Draft, field: string, source: Value): Assignment[] {
  if (kindOf(source) === "map")
    return [...entriesOf(source)].map(([key, value], index) => readEntry(draft, `${field}.${index}`, key, value));
  return itemsOf(source).map((item, index) => {
    const at = `${field}.${index}`;
    if (item.made?.kind === "pair") return readEntry(draft, at, item.made.key, item.made.value);
    const wording = draft.wording(draft.place(at, item), "KEY=value");
    if ("unknown" in wording) return { at, key: wording, value: wording };
    const [key, value] = splitAt(wording.text, /=/);
    // What stands in for a variable may hold the `=` itself.
    const parts = key.includes(GAP) ? { key: gap(item, wording), value: gap(item, wording) } : undefined;
    return {
      at,
      ...(parts ?? { key: known(key), value: value === undefined ? known(value) : settled(item, wording, value) }),
      outside: wording.outside === true,
    };
  });
}

function readEntry(draft: Draft, at: string, key: string, value: Value): Assignment {
  draft.place(at, value);
  if (kindOf(value) === "nothing") return { at, key: known(key), value: known(undefined) };
  const { reading, outside } = draft.worded(value, "a text");
  return { at, key: known(key), value: reading, outside };
}

/** Options by name (`logging.options.max-size`), never without a value: a key alone has an empty one. */
export function readSettings(draft: Draft, field: string, source: Value): Setting[] {
  return readAssignments(draft, field, source).map(({ at, key, value }) => {
    const named = key.known === undefined ? at : `${field}.${key.known}`;
    const place = draft.places.get(at);
    if (place !== undefined) draft.place(named, place);
    return element<Setting>(named, { key, value: isUnknown(value) ? value : known(value.known ?? "") });
  });
}

/** `label=disable` and `label:disable` are the same option. */
export function readSecurityOptions(draft: Draft, list: Value): SecurityOption[] {
  return itemsOf(list).map((item, index) => {
    const at = `securityOptions.${index}`;
    const wording = draft.wording(draft.place(at, item), "an option such as no-new-privileges:true");
    if ("unknown" in wording) return element<SecurityOption>(at, { key: wording, value: wording });
    const { key, value } = splitSecurityOption(wording.text);
    if (key.includes(GAP)) return element<SecurityOption>(at, { key: gap(item, wording), value: gap(item, wording) });
    return element<SecurityOption>(at, { key: known(key), value: settled(item, wording, value) });
  });
}

/** `/dev/a:/dev/b:rwm` or the long form. */
export function readDevices(draft: Draft, list: Value): Device[] {
  return itemsOf(list).map((item, index) => {
    const at = `devices.${index}`;
    draft.place(at, item);
    if (kindOf(item) === "map") return readLongDevice(draft, at, item);
    const wording = draft.wording(item, "a device");
    if ("unknown" in wording) return unknownDevice(at, wording);
    const [host = "", container = host, permissions = "rwm", ...more] = wording.text.trim().split(":", 4);
    if (wording.missing.length > 0 && host.includes(GAP) && container === host)
      return unknownDevice(at, gap(item, wording));
    if (host === "" || more.length > 0)
      return unknownDevice(at, draft.refuse(item, "is not a device", 'write "/dev/host:/dev/container:rwm"'));
    return element<Device>(at, {
      host: settled(item, wording, host),
      container: settled(item, wording, container),
      permissions: settled(item, wording, permissions),
    });
  });
}

function readLongDevice(draft: Draft, at: string, item: Value): Device {
  const source = entryOf(item, "source");
  const target = entryOf(item, "target");
  const permissions = entryOf(item, "permissions");
  const host: Reading<string> =
    source === undefined
      ? draft.refuse(item, "has no source", "write the host's device")
      : draft.text(source, "a path");
  return element<Device>(at, {
    host,
    container: target === undefined ? host : draft.text(target, "a path"),
    permissions: permissions === undefined ? known("rwm") : draft.text(permissions, "permissions such as rwm"),
  });
}

function unknownDevice(at: string, reason: Unknown): Device {
  return element<Device>(at, { host: reason, container: reason, permissions: reason });
}

/** One number for both limits, or `soft` and `hard`. */
export function readUlimits(draft: Draft, map: Value): Ulimit[] {
  return [...entriesOf(map)].map(([name, value], index) => {
    const at = `ulimits.${index}`;
    draft.place(at, value);
    if (kindOf(value) !== "map") {
      const both = draft.parsed(value, "a whole number", parseInteger);
      return element<Ulimit>(at, { name: known(name), soft: both, hard: both });
    }
    const [soft, hard] = ["soft", "hard"].map((key): Reading<number> => {
      const limit = entryOf(value, key);
      if (limit === undefined) return draft.refuse(value, `has no ${key} limit`, "write both soft and hard");
      return draft.parsed(limit, "a whole number", parseInteger);
    }) as [Reading<number>, Reading<number>];
    return element<Ulimit>(at, { name: known(name), soft, hard });
  });
}

/** Splits at the first separator; the second part is undefined where there is none. */
export function splitAt(text: string, separator: RegExp): [string, string | undefined] {
  const index = text.search(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
