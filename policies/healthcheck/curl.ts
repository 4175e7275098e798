import { invoked } from "../shell/script.ts";
import type { Test } from "./test.ts";

/** Flags of curl that take the rest of a cluster, or the next word, as their value. https://curl.se/docs/manpage.html */
const TAKES_VALUE: ReadonlySet<string> = new Set("AbcCdDeEFhHKmoPQrtTuUwxXyYz".split(""));
const LONG_TAKES_VALUE =
  /^--(?:header|output|max-time|connect-timeout|retry(?:-delay|-max-time)?|user|user-agent|data(?:-raw|-binary|-urlencode)?|request|write-out|cacert|cert|key|resolve|unix-socket|interface|proxy|config|referer|cookie|form|range|url-query|ciphers|noproxy|dns-servers)$/;

/** What one call of curl does. */
export interface Curl {
  readonly failsOnErrors: boolean;
  /** What it asks, as written. */
  readonly targets: readonly string[];
}

/** Reads the words after `curl`. */
export function curlOf(words: readonly string[]): Curl {
  let failsOnErrors = false;
  const targets: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (/^\d?[<>]/.test(word)) {
      if (/[<>]$/.test(word)) index++;
    } else if (word.startsWith("--")) {
      // The settings in a file may hold --fail.
      if (/^--(?:fail(?:-with-body)?|config)$/.test(word)) failsOnErrors = true;
      if (word === "--url" && words[index + 1] !== undefined) targets.push(words[index + 1] as string);
      if (word === "--url" || LONG_TAKES_VALUE.test(word)) index++;
    } else if (word.startsWith("-")) {
      const flags = word.slice(1, 40);
      const value = [...flags].findIndex((flag) => TAKES_VALUE.has(flag));
      const alone = value < 0 ? flags : flags.slice(0, value + 1);
      if (/[fK]/.test(alone)) failsOnErrors = true;
      if (value === flags.length - 1) index++;
    } else targets.push(word);
  }
  return { failsOnErrors, targets };
}

/**
 * True where nothing but calls of curl decides and none of them fails on an answer such as 500.
 * A pipe counts as a test of its own: what stands behind it reads the answer.
 */
export function ignoresErrors({ commands = [] }: Test): boolean {
  let blind = false;
  for (const [index, command] of commands.entries()) {
    const [program, ...words] = invoked(command);
    if (program === "curl") {
      if (command.next === "|" || commands[index - 1]?.next === "|") return false;
      const { failsOnErrors, targets } = curlOf(words);
      const first = targets[0];
      if (failsOnErrors || first === undefined || !/^(?:https?:\/\/|[^:/]+(?::\d+)?(?:\/|$))/i.test(first))
        return false;
      blind = true;
    } else if (program !== undefined && !IDLE.has(program)) return false;
  }
  return blind;
}

const IDLE: ReadonlySet<string> = new Set(["true", ":", "echo", "printf", "sleep", "exit", "return", "false"]);
