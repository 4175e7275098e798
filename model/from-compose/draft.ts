import type { Location } from "../location.ts";
import type { Problem } from "../stack.ts";
import { defineUnknown } from "../unknown.ts";
import { GAP, interpolate, type Wording } from "./interpolate.ts";
import { describeUnreadable, kindOf, placeOf, rawText, type Value } from "./value.ts";

/** What reading one value came to. */
export type Reading<T> = { readonly known: T } | Unknown;

/** Why a value is not in the model. */
export interface Unknown {
  readonly known?: never;
  /** Its path in the file. */
  readonly unknown: string;
  readonly cure: string;
}

export function known<T>(value: T): Reading<T> {
  return { known: value };
}

export function isUnknown<T>(reading: Reading<T>): reading is Unknown {
  return "unknown" in reading;
}

/** Puts what was read on `target`: the value, or a getter that raises `UnknownValue`. */
export function put(target: Record<string, unknown>, key: string, reading: Reading<unknown>): void {
  if (isUnknown(reading)) defineUnknown(target, key, reading.unknown, reading.cure);
  else target[key] = reading.known;
}

/** Makes an element of a list from what was read for each of its fields. */
export function element<T>(at: string, fields: { readonly [K in Exclude<keyof T, "at">]: Reading<T[K]> }): T {
  const made: Record<string, unknown> = { at };
  for (const [key, reading] of Object.entries(fields)) put(made, key, reading as Reading<unknown>);
  return made as unknown as T;
}

/** Problems of one container beyond this number are counted, not listed. */
const MOST_PROBLEMS = 50;

/** Collects what reading one container, or the file around it, comes to. */
export class Draft {
  readonly problems: Problem[] = [];
  readonly places = new Map<string, Value>();
  readonly container: string | undefined;
  #unlisted = 0;
  readonly #required = new Set<string>();

  constructor(container: string | undefined) {
    this.container = container;
  }

  /** Notes where a field of the model was read, and hands the value on. */
  place(field: string, value: Value): Value {
    this.places.set(field, value);
    return value;
  }

  /** The most exact place known for a field: its own, else that of what holds it. */
  locate(field: string, whole: Value): Location {
    for (let name = field; name !== ""; name = name.slice(0, Math.max(name.lastIndexOf("."), 0))) {
      const value = this.places.get(name);
      if (value !== undefined) return placeOf(value);
    }
    return placeOf(whole);
  }

  /**
   * Reports what cannot be read.
   *
   * @param what goes on after "`services.web.ports[0]` …"; quotes no value.
   * @param cure what to do, an imperative.
   * @returns the reading to put into the model, so that no rule can pass on it.
   */
  refuse(value: Value, what: string, cure: string): Unknown {
    this.complain(value, `${what}, so nothing is known about it and no rule can pass on it; ${cure}.`);
    return { unknown: value.path, cure };
  }

  /** Refuses a value that is no map, list or whatever else `wanted` says. */
  refuseKind(value: Value, wanted: string, cure: string): Unknown {
    const kind = kindOf(value);
    if (value.made?.kind === "unreadable") return this.refuse(value, value.made.why, value.made.cure);
    const what = kind === "unreadable" ? describeUnreadable(value) : `is ${KINDS[kind]} where compose takes ${wanted}`;
    return this.refuse(value, what, cure);
  }

  /** Reports a problem that goes on after "`services.web` …". */
  complain(value: Value, message: string): void {
    if (this.problems.length >= MOST_PROBLEMS) {
      this.#unlisted++;
      return;
    }
    const subject = value.path === "" ? value.sheet.file : value.path;
    this.problems.push({ container: this.container, message: `${subject} ${message}`, location: placeOf(value) });
  }

  /** All problems, with one more that counts those beyond the listed ones. */
  finish(whole: Value): readonly Problem[] {
    if (this.#unlisted === 0) return this.problems;
    const message = `${whole.path} has ${this.#unlisted} more parts that could not be read; correct the listed ones first.`;
    return [...this.problems, { container: this.container, message, location: placeOf(whole) }];
  }

  /** The text of a scalar, interpolated, with its gaps still in it. */
  wording(value: Value, wanted: string): Wording | Unknown {
    const raw = rawText(value);
    if (raw === undefined) return this.refuseKind(value, wanted, `write ${wanted}`);
    if (value.made?.kind === "text") return value.made;
    const wording = interpolate(raw, value.sheet.origin.variables);
    if (wording?.tooLong)
      return this.refuse(value, "grows without measure once its variables are filled in", "set them to shorter values");
    if (wording?.required !== undefined) this.#require(value, wording.required);
    if (wording === undefined)
      return this.refuse(
        value,
        "holds a $ that starts no variable, and compose refuses the file",
        "write $$ for a dollar sign",
      );
    return wording;
  }

  /** The text of a scalar; unknown where a variable in it has no value. */
  text(value: Value, wanted: string): Reading<string> {
    return this.worded(value, wanted).reading;
  }

  /** The same, and whether a part of it is the value of a variable. */
  worded(value: Value, wanted: string): { readonly reading: Reading<string>; readonly outside: boolean } {
    const wording = this.wording(value, wanted);
    if ("unknown" in wording) return { reading: wording, outside: false };
    return { reading: settled(value, wording, wording.text), outside: wording.outside === true };
  }

  /** Compose refuses a project in which a required variable has no value. */
  #require(value: Value, name: string): void {
    const message = `requires the variable ${name.slice(0, 120)}, which is not set, so nothing is known about it; ${SET}.`;
    const key = `${value.sheet.file} ${value.path} ${name}`;
    if (this.#required.has(key)) return;
    this.#required.add(key);
    this.complain(value, message);
  }

  /** A scalar that `parse` understands; `wanted` says what that is. */
  parsed<T>(value: Value, wanted: string, parse: (text: string) => T | undefined): Reading<T> {
    const text = this.text(value, wanted);
    if (isUnknown(text)) return text;
    const result = parse(text.known.trim());
    return result === undefined ? this.refuse(value, `is not ${wanted}`, `write ${wanted}`) : known(result);
  }
}

/** A part of an interpolated text: known unless it holds a gap. */
export function settled(value: Value, wording: Wording, part: string): Reading<string> {
  return wording.missing.length > 0 && part.includes(GAP) ? gap(value, wording) : known(part);
}

/** The reading of what depends on a variable without a value. */
export function gap(value: Value, wording: Wording): Unknown {
  const [name = "the variable"] = wording.missing;
  return { unknown: value.path, cure: `set ${name.slice(0, 120)} in .env or give it a default` };
}

const SET = "set it in .env or in a file given with --variables";
const KINDS = { text: "a text", nothing: "empty", list: "a list", map: "a map", unreadable: "unreadable" };
