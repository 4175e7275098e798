import { RE2JS } from "re2js";
import { compile } from "../traefik/rule/expression.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";

/** An expression whose groups are needed. @throws Unreadable where Go refuses it, or this compiler. */
export function withGroups(pattern: string): RE2JS {
  compile(pattern);
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new Unreadable("a regular expression gives two groups one name", 0);
  }
}

/**
 * Go's `Regexp.ReplaceAllString` (https://pkg.go.dev/regexp#Regexp.Expand): `$1`, `${1}`, `$name` and `$$`; a group
 * that does not exist is empty.
 *
 * @returns undefined where nothing matches.
 */
export function replaceAll(expression: RE2JS, text: string, template: string): string | undefined {
  const matcher = expression.matcher(text);
  const names = Object.entries(expression.namedGroups() as Record<string, number>);
  const groups = expression.groupCount();
  let result = "";
  let from = 0;
  let found = false;
  while (matcher.find()) {
    found = true;
    result += text.slice(from, matcher.start());
    result += expand(template, (name) => {
      const number = /^\d+$/.test(name) ? Number(name) : names.find(([key]) => key === name)?.[1];
      return number === undefined || number > groups ? "" : (matcher.group(number) ?? "");
    });
    from = matcher.end();
  }
  return found ? result + text.slice(from) : undefined;
}

function expand(template: string, value: (name: string) => string): string {
  return template.replace(/\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu, (_, dollar, plain, braced) =>
    dollar === undefined ? value((plain ?? braced) as string) : "$",
  );
}
