import type { Configured } from "./configured.ts";
import described from "./v3.json" with { type: "json" };

/**
 * The structures that Traefik decodes its configuration into, as `toolchain/traefik/schema` prints them from the
 * sources of Traefik 3.6.6.
 */
export type Type = Scalar | readonly ["pointer" | "slice" | "map", Type] | readonly ["struct", string];

/** Kinds of Go; `seconds` and `nanoseconds` are durations whose plain numbers have that unit. */
export type Scalar =
  | "string"
  | "bool"
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float64"
  | "seconds"
  | "nanoseconds"
  | "any";

export interface Field {
  readonly name: string;
  /** The name in lower case. */
  readonly key: string;
  readonly type: Type;
  /** What labels, flags and the environment may do with it: leave it empty, or nothing at all (`-`). */
  readonly label: "allowEmpty" | "-" | undefined;
  /** The same for files. */
  readonly file: "allowEmpty" | "-" | undefined;
  /** Name of the option in labels where the only element of a list is written like a structure. */
  readonly element: string | undefined;
}

export interface Structure {
  readonly fields: ReadonlyMap<string, Field>;
  /** By the name of the field in labels. */
  readonly labels: ReadonlyMap<string, Field>;
  /** A fresh copy of what Traefik sets before it reads options. */
  defaults(): { [option: string]: Configured };
}

interface RawStructure {
  readonly fields: readonly { name: string; type: unknown; label?: string; file?: string; element?: string }[];
  readonly defaults?: { readonly [option: string]: unknown };
}

const known = new Map<string, Structure>();

/** The structure of this name; names come from {@link ROOTS} and from types only. */
export function structureOf(name: string): Structure {
  let structure = known.get(name);
  if (structure === undefined) {
    const raw = (described.structures as unknown as Record<string, RawStructure>)[name];
    if (raw === undefined) throw new Error(`${name}: edge/traefik/schema/v3.json describes no such structure`);
    structure = read(raw);
    known.set(name, structure);
  }
  return structure;
}

export const ROOTS = described.roots;

function read(raw: RawStructure): Structure {
  const fields = new Map<string, Field>();
  const labels = new Map<string, Field>();
  for (const each of raw.fields) {
    const field: Field = {
      name: each.name,
      key: each.name.toLowerCase(),
      type: each.type as Type,
      label: each.label as Field["label"],
      file: each.file as Field["file"],
      element: each.element,
    };
    fields.set(field.key, field);
    labels.set((field.element ?? field.name).toLowerCase(), field);
  }
  return { fields, labels, defaults: () => copyFields(raw.defaults, fields) };
}

function copyFields(
  raw: { readonly [option: string]: unknown } | undefined,
  fields: ReadonlyMap<string, Field>,
): { [option: string]: Configured } {
  const copy = table();
  for (const [key, value] of Object.entries(raw ?? {})) {
    const field = fields.get(key);
    if (field !== undefined) copy[key] = copyValue(value, field.type);
  }
  return copy;
}

function copyValue(value: unknown, type: Type): Configured {
  if (typeof type !== "string") {
    const [kind, inner] = type;
    if (kind === "pointer") return copyValue(value, inner);
    if (kind === "slice") return (value as unknown[]).map((item) => copyValue(item, inner));
    if (kind === "struct") return copyFields(value as Record<string, unknown>, structureOf(inner).fields);
    return undefined;
  }
  if (type === "string" || type === "bool" || type === "float64") return value as Configured;
  return BigInt(value as string);
}

/** An object without a prototype: names of routers and headers are a stranger's, and may be `__proto__`. */
export function table(): { [option: string]: Configured } {
  return Object.create(null) as { [option: string]: Configured };
}
