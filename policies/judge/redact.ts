import { rewriteCure } from "../cure/snippet.ts";
import type { Finding } from "./finding.ts";

const MASK = "•••";
/** A shorter secret cannot be told from ordinary text; masking it would garble every message. */
const SHORTEST = 4;
/** The same for the value of a variable, because the engine marks all variables of a container when one is secret. */
const SHORTEST_VALUE = 8;

/**
 * The last net under the rule that no message quotes a value: masks every known secret in what a
 * finding says of its subject. A cure that would hold one is left out: masked it could not be used. Title and remedy are the rule's own words and hold no value.
 */
export function redactFinding(finding: Finding, secrets: ReadonlySet<string>): Finding {
  if (secrets.size === 0) return finding;
  const redact = redactor([...secrets]);
  return {
    ...finding,
    subject: {
      stack: finding.subject.stack,
      container:
        finding.subject.container !== null && secrets.has(finding.subject.container) ? MASK : finding.subject.container,
    },
    message: redact(finding.message),
    detail: finding.detail === null ? null : redact(finding.detail),
    path: redact(finding.path),
    location: { ...finding.location, path: redact(finding.location.path) },
    cure: finding.cure && rewriteCure(finding.cure, (text) => (redact(text) === text ? text : null)),
  };
}

/** True for a text that cannot be shown. */
export function holdsSecret(text: string, secrets: ReadonlySet<string>): boolean {
  return secrets.size > 0 && redactor([...secrets])(text) !== text;
}

/** Replaces every secret in a text, longest first, so that a secret inside another leaves nothing behind. */
function redactor(secrets: readonly string[]): (text: string) => string {
  const values = secrets.map((secret) => /^\w+=(.*)$/s.exec(secret)?.[1] ?? "");
  const known = [
    ...secrets.filter(({ length }) => length >= SHORTEST),
    ...values.filter(({ length }) => length >= SHORTEST_VALUE),
  ].sort((a, b) => b.length - a.length);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}
