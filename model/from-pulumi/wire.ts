import { Marked, type Raw } from "../raw.ts";
import { UNKNOWN } from "../unknown.ts";

/**
 * Reads property values as Pulumi hands them on: to mocks, to a policy and in an exported state.
 * Signatures and sentinels: sdk/nodejs/runtime/rpc.ts in pulumi/pulumi, proxy.ts in pulumi/pulumi-policy.
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** Deeper trees are no inputs of a resource; the rest is unknown, so nothing can pass on it. */
const DEEPEST = 64;

/**
 * Turns one property value into the marked tree. Proxies of @pulumi/policy are read through their
 * target where they offer it; a value that refuses to be read is unknown.
 */
export function fromWire(value: unknown, depth = 0): Raw {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return SENTINELS.has(value) ? UNKNOWN : value;
  if (typeof value === "boolean" || typeof value === "number") return value;
  if (typeof value !== "object" || depth > DEEPEST) return UNKNOWN;
  if (Array.isArray(value)) return Array.from(value, (item) => fromWire(item, depth + 1));
  const object = value as Record<string, unknown>;
  if (object.__pulumiUnknown === true) return UNKNOWN;
  if (object[SIGNATURE] === SECRET) return new Marked(fromWire(object.value, depth + 1));
  if (object[SIGNATURE] !== undefined) return UNKNOWN;
  if (isPolicySecret(object)) return new Marked(fromWire(object.value, depth + 1));
  const tree: Record<string, Raw> = Object.create(null);
  for (const key of Object.keys(object)) if (object[key] !== undefined) tree[key] = fromWire(object[key], depth + 1);
  return tree;
}

/** `Secret` of @pulumi/policy wraps values in `remediateResource`. */
function isPolicySecret(object: object): boolean {
  return object.constructor?.name === "Secret" && "value" in object;
}
