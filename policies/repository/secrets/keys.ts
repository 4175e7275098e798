import { decodesToKey, hasBody } from "../key-store.ts";

/** Key material in a text, by its form. */
export interface KeyMaterial {
  /** In words. */
  readonly name: string;
  readonly index: number;
}

const PEM = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
/** PEM text in base64, as stores of ACME certificates and secrets of Kubernetes hold it. */
const WRAPPED = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{30,200}/g;
const AGE = /\bAGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}\b/g;
const PUTTY = /^PuTTY-User-Key-File-\d/;
/** A key of OpenSSH or PGP has a few lines of headers at most. */
const LINES_BEHIND = 8;

/** Key material that begins on a line. */
export function* keysIn(line: string, lines: readonly string[], number: number): Iterable<KeyMaterial> {
  if (line.includes("-----BEGIN"))
    for (const match of line.matchAll(PEM)) {
      const rest = line.slice(match.index + match[0].length, match.index + 1_000);
      if (hasBody([rest, ...lines.slice(number + 1, number + LINES_BEHIND)].join("\n")))
        yield { name: "a private key", index: match.index };
    }
  for (const match of line.matchAll(WRAPPED))
    if (decodesToKey(match[0])) yield { name: "a private key in base64", index: match.index };
  for (const match of line.matchAll(AGE)) yield { name: "an age key", index: match.index };
  if (PUTTY.test(line)) yield { name: "a private key of PuTTY", index: 0 };
}
