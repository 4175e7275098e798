/** Text in which no character moves the cursor, hides a line or turns the reading direction; always well-formed. */
export function printable(text: string): string {
  if (ORDINARY.test(text)) return text;
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, "�")
  );
}

/** Nearly all texts are of these alone, and cost nothing then. */
const ORDINARY = /^[\x20-\x7e]*$/;
