const BLANK = /[ \t\r\n]/;

/**
 * Splits a command line into words as a POSIX shell does: blanks separate, `'…'` is literal, in
 * `"…"` a backslash escapes only `$`, a backquote, `"`, itself and a line end, elsewhere it escapes
 * any character. Nothing is expanded and no operator is interpreted: `|`, `;` and `>` are ordinary
 * characters, because the words are started without a shell.
 * Grammar: POSIX.1-2024, Shell Command Language, 2.2 Quoting.
 *
 * @returns undefined where a quote is not closed or a backslash ends the text.
 */
export function splitCommandLine(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string[] | undefined;
  let quote: "'" | '"' | undefined;
  for (let index = 0; index < line.length; index++) {
    const character = line[index] as string;
    if (quote === "'") {
      if (character === "'") quote = undefined;
      else word?.push(character);
    } else if (character === "\\") {
      const next = line[++index];
      if (next === undefined) return undefined;
      if (next === "\n") continue;
      word ??= [];
      if (quote === '"' && !'$`"\\'.includes(next)) word.push(character);
      word.push(next);
    } else if (quote === '"') {
      if (character === '"') quote = undefined;
      else word?.push(character);
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= [];
    } else if (BLANK.test(character)) {
      if (word !== undefined) words.push(word.join(""));
      word = undefined;
    } else {
      word ??= [];
      word.push(character);
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word.join(""));
  return words;
}
