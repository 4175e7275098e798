import { isFilledIn, isWrittenOut, namesSecret } from "./names.ts";

/** Longer texts are searched up to here only; the rest is not known. */
export const LONGEST_SEARCHED = 262_144;

/**
 * Secrets that show what they are by their form, each with its name in words. Formats: the issuers'
 * documentation; crypt(5) for hashes; RFC 7468 for PEM; RFC 7519 for JWT.
 */
const FORMS: readonly (readonly [name: string, source: string])[] = [
  ["a private key", "-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"],
  ["an AWS access key", "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b"],
  ["a GitHub token", "\\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,255})"],
  ["a GitLab token", "\\bglpat-[A-Za-z0-9_-]{20}"],
  ["a Slack token", "\\bxox[abeoprs]-[A-Za-z0-9-]{10,200}"],
  ["a Stripe key", "\\b[rs]k_live_[A-Za-z0-9]{16,200}"],
  ["a Google API key", "\\bAIza[A-Za-z0-9_-]{35}"],
  ["an npm token", "\\bnpm_[A-Za-z0-9]{36}"],
  ["a Docker Hub token", "\\bdckr_pat_[A-Za-z0-9_-]{20,100}"],
  ["a Tailscale key", "\\btskey-[a-z]{2,10}-[A-Za-z0-9-]{16,100}"],
  ["an ntfy token", "\\btk_[a-z0-9]{29}\\b"],
  ["a JWT", "\\beyJ[A-Za-z0-9_-]{10,300}\\.eyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,2000}"],
  [
    "a password hash",
    "\\$\\$?(?:2[abxy]\\$\\$?\\d\\d\\$\\$?[./A-Za-z0-9]{53}|apr1\\$\\$?[./A-Za-z0-9]{1,8}\\$\\$?[./A-Za-z0-9]{22}|[56]\\$\\$?[./A-Za-z0-9]{1,16}\\$\\$?[./A-Za-z0-9]{43,86}|argon2(?:id|i|d)\\$)",
  ],
];
const ANY_FORM = new RegExp(FORMS.map(([, source]) => `(${source})`).join("|"), "g");
/** Asked first: nearly no text has a form, and to go through the matches costs several times as much. */
const SOME_FORM = new RegExp(FORMS.map(([, source]) => source).join("|"));
const USERINFO = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]{0,100}:([^\s/@'"]{1,200})@/gi;
/** `--password=x`, `--token x`, `TOKEN=x`, `requirepass x`. */
const FLAG =
  /(?:^|[\s"'])(?:--?([A-Za-z][A-Za-z0-9_.-]{2,60})(?:=|\s{1,4})|([A-Za-z][A-Za-z0-9_.-]{2,60})=|(requirepass|masterauth)\s{1,4})["']?(?!-)([^\s"']{8,200})/g;
/** `password: x`, `"token" = "x"` on a line of a file. */
const SETTING =
  /^[ \t]{0,100}(?:- )?["']?([A-Za-z][A-Za-z0-9_.-]{2,60})["']?[ \t]{0,20}[:=][ \t]{0,20}["']?([^\s"'#]{8,200})/gm;
/** Clients that take a password right behind a short flag. */
const CLIENT =
  /\b(?:(?:mysql|mariadb)(?:admin|-admin|dump|-dump)?\b[^|;&\n]{0,200}?\s-p|redis-cli\b[^|;&\n]{0,200}?\s-a\s{1,4})["']?([^\s$'"`|;&]{4,100})/;

/** A secret that shows what it is by its form. */
export interface Shown {
  /** In words. */
  readonly name: string;
  /** Where it begins in the text. */
  readonly index: number;
  /** What was recognised; a part of the secret, never to be printed. */
  readonly value: string;
}

/** In words, what secret a text shows by its form; undefined where none. */
export function secretForm(text: string): string | undefined {
  if (!text.includes("://") && !SOME_FORM.test(text)) return undefined;
  for (const { name } of secretForms(text)) return name;
  return undefined;
}

/** Every secret that a text shows by its form; those in addresses last. */
export function* secretForms(text: string): Iterable<Shown> {
  if (SOME_FORM.test(text))
    for (const match of text.matchAll(ANY_FORM)) {
      const form = FORMS[match.slice(1).findIndex((group) => group !== undefined)];
      if (form !== undefined) yield { name: form[0], index: match.index, value: match[0] };
    }
  if (text.includes("://"))
    for (const match of text.matchAll(USERINFO)) {
      const value = match[1] ?? "";
      if (!isFilledIn(value)) yield { name: "an address with a password", index: match.index, value };
    }
}

/** In words, what secret a command line shows. */
export function secretInCommand(text: string): string | undefined {
  for (const [, flag, variable, word, value = ""] of text.matchAll(FLAG))
    if (isSecretValue(flag ?? variable ?? word ?? "", value)) return "the value of a flag that names a secret";
  return CLIENT.test(text) ? "a password behind a flag" : undefined;
}

/** In words, what secret a file of settings shows. */
export function secretInSettings(text: string): string | undefined {
  for (const [, name = "", value = ""] of text.matchAll(SETTING))
    if (isSecretValue(name, value)) return "the value of a setting that names a secret";
  return undefined;
}

/** Shorter or more even values are words, not secrets. */
const SHORTEST = 8;
const LEAST_ENTROPY = 2.5;

/** True where the name promises a secret and the value looks like one. */
export function isSecretValue(name: string, value: string): boolean {
  return (
    value.length >= SHORTEST &&
    namesSecret(name) &&
    isWrittenOut(name, value) &&
    !isFilledIn(value) &&
    !/^(?:\.{0,2}\/|[a-z]+:\/\/|\d+$)/i.test(value) &&
    entropy(value) >= LEAST_ENTROPY
  );
}

/** Shannon entropy in bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  const searched = text.slice(0, 200);
  for (const character of searched) counts.set(character, (counts.get(character) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / searched.length) * Math.log2(count / searched.length);
  return sum;
}
