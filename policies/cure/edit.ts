/**
 * What would cure an offence, in the model's own vocabulary. Each source spells it in its own words:
 * `spell-pulumi.ts` and `spell-compose.ts`.
 */

/** A value that does not belong into a declaration and comes from outside of it. */
export class Secret {
  /** Words in small letters, joined by hyphens: `db-password`. */
  readonly name: string;
  constructor(name: string) {
    const words = name.toLowerCase().match(/[a-z0-9]{1,40}/g) ?? [];
    const joined = words.slice(0, 6).join("-");
    this.name = /^[a-z]/.test(joined) ? joined : joined === "" ? "secret" : `secret-${joined}`;
  }
}

/** A file system that is mounted into a container. */
export interface WantedMount {
  readonly type: "bind" | "volume" | "tmpfs";
  readonly source?: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

/** A variable or a label. */
export interface WantedEntry {
  readonly key: string;
  readonly value: string | Secret;
}

/** Sizes are bytes and durations milliseconds, as in the model. */
export type Wanted = string | number | boolean | Secret | readonly string[];

interface Step {
  /** Field of the model. */
  readonly field: string;
  /** What a person has to decide before the proposed value is right. */
  readonly decide?: string;
}

export type Edit =
  /** Gives a setting, or one part of a list's element (`ports.0.ip`), another value. */
  | (Step & { readonly kind: "set"; readonly value: Wanted })
  /** Adds an element to a list. */
  | (Step & { readonly kind: "add"; readonly value: string | WantedEntry | WantedMount })
  /** Takes out a setting, an element of a list, or a whole list. */
  | (Step & { readonly kind: "remove" })
  /** Declares a network of the stack and attaches the container to it. */
  | (Step & { readonly kind: "join"; readonly network: string })
  /** Takes the driver options off a volume of the stack. */
  | (Step & { readonly kind: "plain-volume"; readonly volume: string });

export function set(field: string, value: Wanted): Edit {
  return { kind: "set", field, value };
}

/** A value that is right as far as anybody can tell from the declaration; `decide` says what is left to a person. */
export function propose(field: string, value: Wanted, decide: string): Edit {
  return { kind: "set", field, value, decide };
}

export function add(field: string, value: string | WantedEntry | WantedMount, decide?: string): Edit {
  return { kind: "add", field, value, ...(decide === undefined ? {} : { decide }) };
}

export function remove(field: string, decide?: string): Edit {
  return { kind: "remove", field, ...(decide === undefined ? {} : { decide }) };
}

/** Attaches the container to a network that belongs to its stack alone. */
export function join(network: string, decide: string): Edit {
  return { kind: "join", field: "networks", network, decide };
}

export function plainVolume(volume: string, decide: string): Edit {
  return { kind: "plain-volume", field: "mounts", volume, decide };
}

/**
 * The edits that cure an offence, or in words why none can be written down.
 * `same` only where it is proved that the running service behaves the same afterwards.
 */
export interface Plan {
  readonly edits: readonly Edit[];
  readonly behaviour: "same" | "changes";
}

/** What a rule answers: edits that change how the service behaves, a {@link Plan}, or words. */
export type Cure = readonly Edit[] | Plan | string;

/** Says that the running service behaves the same afterwards; `because` is the proof. */
export function same(because: string, ...edits: readonly Edit[]): Plan {
  if (because === "") throw new RangeError("that nothing changes has to be proved");
  return { edits, behaviour: "same" };
}

/** Undefined where the rule has only words. */
export function planOf(cure: Cure): Plan | undefined {
  if (typeof cure === "string") return undefined;
  return "edits" in cure ? cure : { edits: cure, behaviour: "changes" };
}
