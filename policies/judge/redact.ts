const MASK = "•••";
/** A shorter secret cannot be told from ordinary text; masking it would garble every message. */
const SHORTEST = 4;

/**
 * The last net under the rule that no message quotes a value: replaces every known secret in a
 * text, longest first, so that a secret inside another leaves nothing behind.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (known.length === 0) return (text) => text;
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}
