import { hash } from "node:crypto";
import type { Finding } from "./finding.ts";

/** What names a finding from one run to the next. */
export type Identity = Pick<Finding, "rule" | "verdict" | "subject" | "detail" | "location" | "message">;

/** Name and version of the algorithm; fingerprints of another version are not comparable. */
export const FINGERPRINT = "readiness/v1";

/**
 * A fingerprint for each finding, in 32 hexadecimal digits: the same on every run, whatever lines
 * moved, files were reordered or messages reworded. It is made of rule, stack, container, detail
 * and verdict; where a rule gives no detail, the field in the source's words stands in for it,
 * without positions in lists. Findings that share all of this are numbered, so that one more of
 * them is one more fingerprint.
 */
export function fingerprints<T extends Identity>(findings: readonly T[]): ReadonlyMap<T, string> {
  const alike = new Map<string, T[]>();
  for (const finding of findings) {
    const key = identify(finding);
    const group = alike.get(key);
    if (group === undefined) alike.set(key, [finding]);
    else group.push(finding);
  }
  const named = new Map<T, string>();
  for (const [key, group] of alike)
    group.sort(byPlace).forEach((finding, index) => {
      named.set(finding, digest(`${key}#${index + 1}`));
    });
  return named;
}

function identify({ rule, verdict, subject, detail, location }: Identity): string {
  const place = detail === null ? location.path.replace(/\[\d+\]/g, "[]") : null;
  return JSON.stringify([rule, verdict, subject.stack, subject.container, detail, place]);
}

/** By the words of the place, then of the message, then of all the rest, which is seldom needed. */
function byPlace(a: Identity, b: Identity): number {
  return (
    inWords(a.location.path, b.location.path, JSON.stringify) ||
    inWords(a.message, b.message, JSON.stringify) ||
    inWords(a, b, JSON.stringify)
  );
}

function inWords<T>(a: T, b: T, words: (one: T) => string): number {
  if (a === b) return 0;
  const [left, right] = [words(a), words(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function digest(text: string): string {
  return hash("sha256", text).slice(0, 32);
}
