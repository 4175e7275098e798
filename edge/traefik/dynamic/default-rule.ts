import { Unreadable } from "../rule/tokens.ts";

/** What the template of a default rule may name. */
export interface RuleModel {
  /** Name of the container, or of service and project under compose, normalised. */
  readonly Name: string;
  readonly ContainerName: string;
  readonly Labels: ReadonlyMap<string, string>;
}

/** Go's unicode.IsLetter and IsNumber stay, runs of everything else become one hyphen; none at the ends. */
export function normalize(name: string): string {
  return name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== "")
    .join("-");
}

type Value = string | undefined;

/** Functions of Go templates and of sprig (https://masterminds.github.io/sprig/) that default rules use. */
const FUNCTIONS: Readonly<Record<string, (values: string[]) => string | undefined>> = {
  normalize: ([name]) => name && normalize(name),
  lower: ([name]) => name?.toLowerCase(),
  upper: ([name]) => name?.toUpperCase(),
  trim: ([name]) => name?.trim(),
  print: (values) => values.join(""),
  replace: ([old, fresh, name]) =>
    old === undefined || fresh === undefined ? undefined : name?.replaceAll(old, fresh),
  trimPrefix: ([prefix, name]) => (prefix !== undefined && name?.startsWith(prefix) ? name.slice(prefix.length) : name),
  trimSuffix: ([suffix, name]) =>
    suffix !== undefined && suffix !== "" && name?.endsWith(suffix) ? name.slice(0, -suffix.length) : name,
};
const ARGUMENTS: Readonly<Record<string, number>> = { replace: 3, trimPrefix: 2, trimSuffix: 2 };

/**
 * Renders the part of Go's templates that default rules are written in: texts, `{{ .Name }}`, `{{ .ContainerName }}`,
 * `{{ index .Labels "x" }}`, and the functions above, also through pipes and parentheses.
 *
 * @throws Unreadable where a template uses anything else: then nobody knows the rule without running it.
 */
export function renderDefaultRule(template: string, model: RuleModel): string {
  let rule = "";
  let at = 0;
  while (true) {
    const open = template.indexOf("{{", at);
    if (open < 0) return rule + template.slice(at);
    const close = template.indexOf("}}", open);
    if (close < 0) throw new Unreadable("the template of the default rule has an action without end", open);
    const before = template.slice(at, open);
    let action = template.slice(open + 2, close);
    const trimLeft = /^-\s/.test(action);
    const trimRight = /\s-$/.test(action);
    if (trimLeft) action = action.slice(1);
    if (trimRight) action = action.slice(0, -1);
    rule += trimLeft ? before.trimEnd() : before;
    rule += pipeline(action, model, open) ?? "<no value>";
    at = close + 2;
    if (trimRight) at += (/^\s*/.exec(template.slice(at)) as RegExpExecArray)[0].length;
  }
}

const WORD = /\s*(\||\(|\)|\.[A-Za-z_][\w.]*|[A-Za-z_]\w*|`[^`]*`|"(?:[^"\\]|\\["\\])*")/y;

function pipeline(action: string, model: RuleModel, at: number): Value {
  const words: string[] = [];
  WORD.lastIndex = 0;
  let read = 0;
  for (let match = WORD.exec(action); match !== null; match = WORD.exec(action)) {
    words.push(match[1] as string);
    read = WORD.lastIndex;
  }
  if (action.slice(read).trim() !== "" || words.length === 0 || words.length > 100) throw beyond(at);
  const cursor = { words, at: 0, start: at };
  const value = pipe(cursor, model);
  if (cursor.at !== words.length) throw beyond(at);
  return value;
}

function beyond(at: number): Unreadable {
  return new Unreadable("the template of the default rule uses more than texts, names and labels", at);
}

interface Cursor {
  readonly words: readonly string[];
  at: number;
  readonly start: number;
}

function pipe(cursor: Cursor, model: RuleModel): Value {
  let value = command(cursor, model, undefined);
  while (cursor.words[cursor.at] === "|") {
    cursor.at += 1;
    value = command(cursor, model, [value ?? ""]);
  }
  return value;
}

function command(cursor: Cursor, model: RuleModel, piped: string[] | undefined): Value {
  const word = cursor.words[cursor.at];
  if (word === undefined) throw beyond(cursor.start);
  if (word === "index") {
    cursor.at += 1;
    if (cursor.words[cursor.at++] !== ".Labels") throw beyond(cursor.start);
    return model.Labels.get(operand(cursor, model) ?? "") ?? "";
  }
  const run = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
  if (run === undefined) {
    if (piped !== undefined) throw beyond(cursor.start);
    return operand(cursor, model);
  }
  cursor.at += 1;
  const values: string[] = [];
  while (cursor.at < cursor.words.length && cursor.words[cursor.at] !== "|" && cursor.words[cursor.at] !== ")")
    values.push(operand(cursor, model) ?? "");
  values.push(...(piped ?? []));
  if (word !== "print" && values.length !== (ARGUMENTS[word] ?? 1)) throw beyond(cursor.start);
  return run(values);
}

function operand(cursor: Cursor, model: RuleModel): Value {
  const word = cursor.words[cursor.at++];
  if (word === "(") {
    const value = pipe(cursor, model);
    if (cursor.words[cursor.at++] !== ")") throw beyond(cursor.start);
    return value;
  }
  if (word === ".Name") return model.Name;
  if (word === ".ContainerName") return model.ContainerName;
  if (word?.startsWith(".Labels.")) return model.Labels.get(word.slice(8)) ?? "<no value>";
  if (word?.startsWith("`")) return word.slice(1, -1);
  if (word?.startsWith('"')) return word.slice(1, -1).replace(/\\(["\\])/g, "$1");
  throw beyond(cursor.start);
}
