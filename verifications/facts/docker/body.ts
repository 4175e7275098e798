import { EngineError } from "./engine-error.ts";

/** An answer of the engine, before it is known to be one. */
export type Body = { readonly [key: string]: unknown };

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/;
const ID = /^[0-9a-f]{12,64}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
/** The zero time of Go stands for never. */
const NEVER = /^0001-01-01T/;

/** @throws EngineError where it is no object. */
export function bodyOf(value: unknown): Body {
  if (isBody(value)) return value;
  throw notAnEngine();
}

/** The object in a field; undefined where there is none. @throws EngineError where it is something else. */
export function inner(body: Body, key: string): Body | undefined {
  return body[key] === undefined || body[key] === null ? undefined : bodyOf(body[key]);
}

/** Of anything; no host has so many containers, volumes or ports. */
const LONGEST_LIST = 10_000;

/** @throws EngineError where it is no list, or one that nobody could judge. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw notAnEngine();
  if (value.length > LONGEST_LIST) throw new EngineError(`its answer lists more than ${LONGEST_LIST} things`);
  return value;
}

export function notAnEngine(): EngineError {
  return new EngineError("its answer is not that of a Docker engine");
}

/** @throws EngineError where it is no id. */
export function idOf(value: unknown): string {
  if (typeof value === "string" && ID.test(value)) return value;
  throw notAnEngine();
}

/** @throws EngineError where it is no name that an engine allows. */
export function nameOf(value: unknown): string {
  const name = typeof value === "string" ? value.replace(/^\//, "") : "";
  if (NAME.test(name)) return name;
  throw notAnEngine();
}

/** One of the engine's own words; null where it is missing or anything else. */
export function word(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9][\w.,:+ -]{0,120}$/.test(value) ? value : null;
}

export function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function flag(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** ISO 8601; null where it is missing, or stands for never. */
export function time(value: unknown): string | null {
  return typeof value === "string" && TIME.test(value) && !NEVER.test(value) ? value : null;
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
