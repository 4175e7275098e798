import { parseBytes, parseDuration } from "../units.ts";
import { type Draft, isUnknown, known, type Reading } from "./draft.ts";
import { entryOf, type Value } from "./value.ts";

/** A boolean in the spellings that compose casts: `true`, `yes`, `on` and their opposites. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(true|t|yes|y|on|1)$/i.test(text)) return true;
  return /^(false|f|no|n|off|0)$/i.test(text) ? false : undefined;
}

export function parseInteger(text: string): number | undefined {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function parseCores(text: string): number | undefined {
  return /^\d{1,9}(\.\d{0,9})?$|^\.\d{1,9}$/.test(text) ? Number(text) : undefined;
}

const SIZE = "a size such as 512m";

/** What a declared value of zero or none means to the engine: its default. */
function orDefault<T>(reading: Reading<T>): Reading<T | undefined> {
  return isUnknown(reading) ? reading : known(reading.known || undefined);
}

/** Reads one scalar field of the service into the model's field of the same meaning. Empty is absent. */
export function readText(draft: Draft, field: string, value: Value | undefined): Reading<string | undefined> {
  return value === undefined ? known(undefined) : orDefault(draft.text(draft.place(field, value), "a text"));
}

/** `bridge` is Docker's default, which the model leaves undefined. */
export function readNetworkMode(draft: Draft, value: Value | undefined): Reading<string | undefined> {
  const mode = readText(draft, "networkMode", value);
  return mode.known === "bridge" || mode.known === "default" ? known(undefined) : mode;
}

/** Absent is `false`, which is compose's default for every boolean that the model has. */
export function readBoolean(draft: Draft, field: string, value: Value | undefined): Reading<boolean> {
  return value === undefined ? known(false) : draft.parsed(draft.place(field, value), "true or false", parseBoolean);
}

/** Bytes. Zero is no limit. */
export function readBytes(draft: Draft, field: string, value: Value | undefined): Reading<number | undefined> {
  return value === undefined ? known(undefined) : orDefault(draft.parsed(draft.place(field, value), SIZE, parseBytes));
}

/** Bytes; swap takes `-1` for unlimited beside sizes. */
export function readSwap(draft: Draft, field: string, value: Value | undefined): Reading<number | undefined> {
  if (value === undefined) return known(undefined);
  const parse = (text: string) => (text === "-1" ? -1 : parseBytes(text));
  return orDefault(draft.parsed(draft.place(field, value), `${SIZE}, or -1`, parse));
}

/** A count; zero leaves it to the engine. */
export function readInteger(draft: Draft, field: string, value: Value | undefined): Reading<number | undefined> {
  if (value === undefined) return known(undefined);
  return orDefault(draft.parsed(draft.place(field, value), "a whole number", parseInteger));
}

/** Cores: `cpus`, `deploy.resources.limits.cpus`, or the share of time that `cpu_quota` leaves. */
export function readCores(draft: Draft, service: Value): Reading<number | undefined> {
  const quota = entryOf(service, "cpu_quota");
  const declared = entryOf(service, "cpus") ?? limit(service, "limits", "cpus");
  if (declared !== undefined)
    return orDefault(draft.parsed(draft.place("cpus", declared), "a number of cores such as 0.5", parseCores));
  if (quota === undefined) return known(undefined);
  const time = draft.parsed(draft.place("cpus", quota), "a number of microseconds", parseInteger);
  const period = entryOf(service, "cpu_period");
  const window = period === undefined ? known(100_000) : draft.parsed(period, "a number of microseconds", parseInteger);
  if ("unknown" in time) return time;
  if ("unknown" in window) return window;
  return known(time.known <= 0 || window.known <= 0 ? undefined : time.known / window.known);
}

/** Milliseconds. Zero leaves it to the engine. */
export function readDuration(draft: Draft, field: string, value: Value | undefined): Reading<number | undefined> {
  if (value === undefined) return known(undefined);
  return orDefault(draft.parsed(draft.place(field, value), "a duration such as 1m30s", parseDuration));
}

/**
 * A limit that compose knows under two keys: the service's own and `deploy.resources`. Compose
 * refuses a file in which they differ, so then neither is believed.
 */
export function readLimit<T>(
  draft: Draft,
  field: string,
  service: Value,
  own: string,
  deployed: readonly ["limits" | "reservations", string],
  read: (draft: Draft, field: string, value: Value | undefined) => Reading<T | undefined>,
): Reading<T | undefined> {
  const other = limit(service, ...deployed);
  const first = entryOf(service, own);
  if (first === undefined || other === undefined) return read(draft, field, first ?? other);
  const second = read(draft, field, other);
  const reading = read(draft, field, first);
  if ("unknown" in second) return second;
  if ("unknown" in reading || reading.known === second.known) return reading;
  return draft.refuse(first, `differs from deploy.resources.${deployed.join(".")}`, "write the limit once");
}

function limit(service: Value, group: "limits" | "reservations", key: string): Value | undefined {
  return entryOf(entryOf(entryOf(entryOf(service, "deploy"), "resources"), group), key);
}
