// How secrets travel between the engine and a provider: sdk/go/common/resource/sig/sig.go of github.com/pulumi/pulumi.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Wraps a value, so that the engine encrypts it in the state and hides it on the screen. */
export function secret(value: unknown): unknown {
  return { [SIGNATURE]: SECRET, value };
}

/** The value with every secret in it unwrapped. */
export function reveal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) return reveal(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, reveal(inner)]));
}

/** True when a secret is anywhere in the value. */
export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  return isObject(value) && (value[SIGNATURE] === SECRET || Object.values(value).some(holdsSecret));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
