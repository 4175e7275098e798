import { createHash, createHmac, randomBytes } from "node:crypto";

/**
 * Makes a print of words that may hold a password, so that what is declared and what runs can be compared without
 * either being kept. Prints of one printer are equal exactly where the words are.
 */
export type Print = (words: readonly string[]) => string;

const KEY_BYTES = 32;
/** Hexadecimal digits that name the printer. */
const NAME_LENGTH = 8;

/**
 * @param key known to nobody once the run has ended, so that no word can be found by trying; random where not given.
 */
export function printer(key: Uint8Array = randomBytes(KEY_BYTES)): Print {
  const name = createHash("sha256").update(key).digest("hex").slice(0, NAME_LENGTH);
  return (words) => `${name}:${createHmac("sha256", key).update(JSON.stringify(words)).digest("hex")}`;
}

/** True where both prints were made by one printer; others say nothing about each other. */
export function areComparable(one: string, other: string): boolean {
  return one.split(":")[0] === other.split(":")[0];
}
