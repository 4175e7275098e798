/** A text as one word of a POSIX shell, whatever it holds; plain where it needs no quotes. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Words of one command. */
export function command(...words: readonly string[]): string {
  return words.map(quote).join(" ");
}

/** A text on one line, for a comment or a table. */
export function line(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
