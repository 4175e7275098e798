import type { Kind } from "./kind.ts";
import type { Candidate } from "./search.ts";

/** `"key": "value"`, `KEY=value`, `key => 'value'`, and in documents `**Key:** `value``. */
const ASSIGNMENT =
  /(?<![\w.$-])(["'`]?)([A-Za-z_][\w.-]{0,80})[ ]?\1[*_]{0,3}[ \t]{0,20}(?:=>|:=|\?=|={1,3}|:)[*_]{0,3}[ \t]{0,20}(?:"((?:[^"\\]|\\.){1,2000})"|'((?:[^'\\]|\\.){1,2000})'|`([^`]{1,400})`|([^\s"'`,;(){}[\]<>|]{1,2000}))/g;
/** The rest of a line behind `key:` or `key =`. */
const ENTRY =
  /^([ \t]{0,200}(?:[-#;/][ \t]{1,20}){0,5}(?:export[ \t]{1,5})?["']?)([A-Za-z_][\w.@-]{0,80})(["']?[ \t]{0,20}(?::(?=[ \t])|=)[ \t]{0,20})(\S.{0,16384})$/;
const ELEMENT = /<([A-Za-z][\w.:-]{1,60})(?:\s[^<>]{0,200})?>([^<>]{4,400})<\/\1\s{0,5}>/g;
/** `the password is Xy…`, `login: admin / Xy…` */
const SAID =
  /\b(password|passwd|passwort|kennwort|passphrase|token|secret|api key)\b["'`*_]{0,3}[ \t]{1,3}(?:is|was|lautet|ist)[ \t]{0,3}(?:now[ \t]|set to[ \t])?:?[ \t]{0,3}["'`*]{0,3}([^\s"'`*]{6,200})/gi;
const LOGIN =
  /\b(login|log in with|credentials?|zugangsdaten)\b["'`*_]{0,3}[^\n|:=]{0,20}[:=][*_]{0,3}[ \t]{0,3}["'`*]{0,3}[\w.@-]{2,60}["'`*]{0,3}[ \t]{0,2}(?:\/|:|with|,)[ \t]{0,2}["'`*]{0,3}([^\s"'`*]{6,200})/gi;

/** Every name with a value on a line. */
export function* assignments(line: string, kind: Kind): Iterable<Candidate> {
  // An escaped quote inside a text is a quote of what the text quotes; the length stays the same.
  const flat = line.includes('\\"') ? line.replaceAll('\\"', ' "') : line;
  if (kind === "settings" || kind === "script") {
    const entry = ENTRY.exec(flat);
    if (entry !== null) {
      const [, before = "", key = "", separator = "", rest = ""] = entry;
      const value = valueBehind(rest, before);
      if (value !== undefined)
        yield {
          key,
          value: value.text,
          index: before.length + key.length + separator.length + value.offset,
          nested: true,
        };
    }
  }
  for (const match of flat.matchAll(ASSIGNMENT)) {
    const [whole, , key = "", double, single, tick, bare] = match;
    const quoted = double ?? single ?? tick;
    const value = quoted ?? bare ?? "";
    // A bare word that goes on with a bracket is a call or a template.
    if (quoted === undefined && (!takesBare(kind) || /^[<({[]/.test(flat.slice(match.index + whole.length)))) continue;
    const trimmed = quoted === undefined && kind === "document" ? value.replace(/[.)*_!?]+$/, "") : value;
    yield { key, value: trimmed, index: match.index + whole.length - value.length - (quoted === undefined ? 0 : 1) };
  }
  if (kind === "settings")
    for (const match of flat.matchAll(ELEMENT))
      yield { key: match[1] ?? "", value: match[2] ?? "", index: match.index + match[0].indexOf(">") + 1 };
  if (kind === "document")
    for (const pattern of [SAID, LOGIN])
      for (const match of flat.matchAll(pattern)) {
        const value = (match[2] ?? "").replace(/[.,;)]+$/, "");
        yield {
          key: pattern === LOGIN ? "password" : (match[1] ?? ""),
          value,
          index: match.index + match[0].length - (match[2] ?? "").length,
        };
      }
}

function takesBare(kind: Kind): boolean {
  return kind !== "program" && kind !== "lock";
}

/** The value at the beginning of the rest of a line; undefined for what is no plain value. */
function valueBehind(rest: string, before: string): { readonly text: string; readonly offset: number } | undefined {
  const tag = /^(?:!!str|!unsafe|&[\w-]{1,60})[ \t]{1,10}/.exec(rest)?.[0].length ?? 0;
  const value = rest.slice(tag);
  const around = /["']$/.exec(before)?.[0];
  // `"KEY=value"` as a whole is quoted.
  if (around !== undefined && !/^["']/.test(value) && value.includes(around))
    return { text: value.slice(0, value.indexOf(around)), offset: tag };
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const end = value.indexOf(quote, 1);
    return end < 0 ? undefined : { text: value.slice(1, end), offset: tag + 1 };
  }
  if (quote === "[" || quote === "{") return undefined;
  const text = value.replace(/[ \t]+[#;].*$/, "").replace(/[ \t,]+$/, "");
  return text === "" ? undefined : { text, offset: tag };
}
