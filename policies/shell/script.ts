/** What ends a command: nothing, or the operator after it. */
export type Operator = "" | "&&" | "||" | "|" | ";" | "&";

/** One simple command of a script. Quotes are taken off; substitutions stay as they are written. */
export interface Command {
  readonly words: readonly string[];
  /** The operator that follows. */
  readonly next: Operator;
}

/** Longer scripts than anybody writes into a declaration are not read. */
const LONGEST = 20_000;
const KEYWORDS: ReadonlySet<string> = new Set(
  "if then elif else fi for while until do done case esac select function { } (".split(" "),
);

/**
 * Splits a shell script into its simple commands.
 * Grammar: POSIX.1-2024, Shell Command Language, 2.10.
 *
 * @returns undefined where it is longer than what is read, does not parse, or has control structures
 * (`if`, `for`, a group in parentheses), whose outcome nobody can tell from its parts.
 */
export function commandsOf(script: string): Command[] | undefined {
  if (script.length > LONGEST) return undefined;
  const commands: Command[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let inTest = false;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    if (word === "[[") inTest = true;
    if (word === "]]") inTest = false;
    word = undefined;
  };
  const endCommand = (operator: Operator) => {
    endWord();
    if (words.length > 0) commands.push({ words, next: operator });
    words = [];
  };
  for (let index = 0; index < script.length; index++) {
    const character = script[index] as string;
    const next = script[index + 1];
    if (character === "\\") {
      if (next !== "\n") word = (word ?? "") + (next ?? "");
      index++;
    } else if (character === "'" || character === '"' || character === "`") {
      const end = closing(script, index);
      if (end === undefined) return undefined;
      const inner = script.slice(index + 1, end);
      word = (word ?? "") + (character === "`" ? `\`${inner}\`` : inner);
      index = end;
    } else if (character === "$" && next === "(") {
      const end = closingParenthesis(script, index + 1);
      if (end === undefined) return undefined;
      word = (word ?? "") + script.slice(index, end + 1);
      index = end;
    } else if (character === "#" && word === undefined) {
      const end = script.indexOf("\n", index);
      index = end < 0 ? script.length : end - 1;
    } else if (character === " " || character === "\t" || character === "\r") endWord();
    else if (inTest) word = (word ?? "") + character;
    else if (character === "(" || character === ")") return undefined;
    else if (character === "\n" || character === ";") endCommand(";");
    else if (character === "|") {
      endCommand(next === "|" ? "||" : "|");
      if (next === "|" || next === "&") index++;
    } else if (character === "&" && next === "&") {
      endCommand("&&");
      index++;
    } else if (character === "&" && next !== ">" && !/[<>]$/.test(word ?? "")) endCommand("&");
    else word = (word ?? "") + character;
  }
  endCommand("");
  return commands.some((command) => KEYWORDS.has(command.words[0] as string)) ? undefined : commands;
}

function closing(script: string, start: number): number | undefined {
  const quote = script[start];
  for (let index = start + 1; index < script.length; index++)
    if (script[index] === "\\" && quote !== "'") index++;
    else if (script[index] === quote) return index;
  return undefined;
}

function closingParenthesis(script: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < script.length; index++) {
    const character = script[index];
    if (character === "\\") index++;
    else if (character === "'" || character === '"') {
      const end = closing(script, index);
      if (end === undefined) return undefined;
      index = end;
    } else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return index;
  }
  return undefined;
}

/** Name of a program without its folder: `/bin/sh` is `sh`. */
export function programOf(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

/** The words of a command from its program on: without assignments, `exec`, `timeout 5` and the like. */
export function invoked({ words }: Command): readonly string[] {
  let start = 0;
  for (; start < words.length; start++) {
    const word = words[start] as string;
    const program = programOf(word);
    if (program === "timeout") {
      while (words[start + 1]?.startsWith("-") === true) start += /^-[ks]$/.test(words[start + 1] as string) ? 2 : 1;
      start++;
    } else if (!/^[A-Za-z_][A-Za-z0-9_]*=/.test(word) && !["exec", "command", "env", "nice", "nohup"].includes(program))
      break;
  }
  const rest = words.slice(start);
  return rest.length === 0 ? ["true"] : [programOf(rest[0] as string), ...rest.slice(1)];
}
