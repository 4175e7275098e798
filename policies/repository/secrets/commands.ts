import { promisesSecret } from "./value.ts";

/** A password on a command line. */
export interface Argument {
  /** The flag or program before it, for a person. */
  readonly key: string;
  /** The name under which its value is judged. */
  readonly as: string;
  readonly value: string;
  readonly index: number;
}

const FLAG = /(?<![\w-])--?([A-Za-z][\w.-]{2,60})(?:=|[ \t]{1,4})["']?((?!-)[^\s"'`,;|&()\]]{4,400})/g;
/** Programs that take a password in a place of its own; the last group is the password. */
const PLACES: readonly (readonly [key: string, pattern: RegExp])[] = [
  [
    "-u",
    /\b(?:curl|wget|http|https|xh)\b[^|;\n]{0,400}?[ \t](?:-u|--user|-a|--auth)[= \t]{0,4}["']?[\w.@+-]{1,80}:([^\s"'`|;&]{4,200})/g,
  ],
  [
    "-p",
    /\b(?:mysql|mariadb)(?:admin|-admin|dump|-dump)?\b[^|;&\n]{0,400}?[ \t]-p["']?([^\s$"'`|;&-][^\s"'`|;&]{3,100})/g,
  ],
  ["-a", /\bredis-cli\b[^|;&\n]{0,200}?[ \t]-a[ \t]{1,4}["']?([^\s$"'`|;&]{4,100})/g],
  ["sshpass", /\bsshpass[ \t]{1,4}-p[ \t]{0,4}["']?([^\s"'`|;&]{4,200})/g],
  [
    "chpasswd",
    /\becho[ \t]{1,4}["']?[\w.-]{1,60}:([^\s"'`|]{4,200})["']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?chpasswd\b/g,
  ],
  [
    "Authorization",
    /\bAuthorization["']?[ \t]{0,4}[:=,][ \t]{0,4}["']?(?:Bearer|Basic|Token|Digest)[ \t]{1,4}([A-Za-z0-9+/=._~-]{12,2000})/gi,
  ],
  ["identified by", /\bidentified[ \t]{1,4}by[ \t]{1,4}(?:password[ \t]{1,4})?'([^']{4,200})'/gi],
];

/** Passwords that a command, a request or a statement on this line carries. */
export function* commands(line: string): Iterable<Argument> {
  for (const match of line.matchAll(FLAG)) {
    const [whole, flag = "", value = ""] = match;
    if (promisesSecret(flag))
      yield { key: `--${flag}`, as: flag, value, index: match.index + whole.length - value.length };
  }
  for (const [key, pattern] of PLACES)
    for (const match of line.matchAll(pattern)) {
      const value = match[1] ?? "";
      const as = key === "Authorization" ? "access_token" : "password";
      yield { key, as, value, index: match.index + match[0].lastIndexOf(value) };
    }
}
