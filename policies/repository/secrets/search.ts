import { isFilledIn } from "../../secrets/names.ts";
import { secretForms } from "../../secrets/patterns.ts";
import { shown } from "../../shown.ts";
import { assignments } from "./assignments.ts";
import { commands } from "./commands.ts";
import { Tables } from "./document.ts";
import { keysIn } from "./keys.ts";
import { isExample, type Kind, kindOf, kindOfFence } from "./kind.ts";
import { keyPath, Place } from "./place.ts";
import { isGuessable, isPlaceholder, type Judged, judgeValue, promisesSecret } from "./value.ts";

/** A secret in a text. Holds its place and its name, never its value. */
export interface Found {
  readonly judged: Exclude<Judged, undefined>;
  /** What stands before it: a key, a flag, a column; or in words what it is. */
  readonly key: string;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** A name with what stands under it on one line. */
export interface Candidate {
  readonly key: string;
  readonly value: string;
  /** Offset of the value in the line. */
  readonly index: number;
  /** Judged as what; undefined for the kind of the text. */
  readonly kind?: Kind;
  /** True where the name of a key stands above it, so that its path says more. */
  readonly nested?: boolean;
}

/** Lines without any of these words hold nothing that is looked for. */
const INTERESTING =
  /pass|pwd|secret|token|key|credential|auth|bearer|kennwort|contrase|\bpw\b|psk|:\/\/|-u[ =]|--user|login|-----BEGIN|LS0tLS1|eyJ|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|AIza|npm_|dckr_pat_|tk_|\$2|\$apr1|\$[56]\$|argon2|chpasswd|identified|redis-cli|mysql|mariadb|^[ \t]*(?:- |value|\||[\w-]{0,3}$)/i;

/**
 * Finds the secrets in a text: values under names that promise one, values whose form shows what they
 * are, and passwords on command lines. Works line by line, so that it needs no valid document. A text
 * that is encrypted as a whole holds none.
 */
export function searchText(path: string, text: string): Found[] {
  if (/^\s{0,10}\$ANSIBLE_VAULT;/.test(text) || isSealed(text)) return [];
  const found = new Map<string, Found>();
  const whole = kindOf(path, text);
  const note = (judged: Judged, key: string, line: number, index: number) => {
    if (judged === undefined || (judged === "guessable" && isExample(path))) return;
    const place = `${line}:${index}`;
    if (!found.has(place)) found.set(place, { judged, key, line: line + 1, column: index + 1 });
  };
  const place = new Place();
  const tables = new Tables();
  let fence: { readonly mark: string; readonly kind: Kind } | undefined;
  let block: { readonly key: string; readonly indent: number; readonly above: readonly string[] } | undefined;
  let variable: string | undefined;
  const lines = text.split(/\r?\n/);
  for (const [number, line] of lines.entries()) {
    if (whole === "document") {
      const mark = /^[ \t]{0,12}(`{3,}|~{3,})[ \t]*\{?([\w-]*)/.exec(line);
      if (mark !== null) {
        fence =
          fence === undefined ? { mark: mark[1] ?? "", kind: kindOfFence((mark[2] ?? "").toLowerCase()) } : undefined;
        continue;
      }
    }
    const kind = fence?.kind ?? whole;
    if (kind === "settings") place.follow(line);
    if (kind === "document")
      for (const cell of tables.follow(line))
        note(judgeValue(cell.key, cell.value, kind), cell.key, number, cell.index);
    if (block !== undefined) {
      const indent = line.search(/\S/);
      if (indent > block.indent)
        note(judgeValue(block.key, line, kind), keyPath(block.above, block.key), number, indent);
      if (indent >= 0) block = undefined;
    }
    if (!INTERESTING.test(line)) continue;
    for (const form of keysIn(line, lines, number)) note("secret", form.name, number, form.index);
    for (const form of secretForms(line))
      if (form.name !== "a private key" && !isShownOnly(form.name, form.value))
        note("secret", form.name, number, form.index);
    if (kind === "lock") continue;
    for (const one of assignments(line, kind)) {
      const nested = one.nested === true && kind === "settings";
      if (nested && /^[|>][-+\d]{0,2}$/.test(one.value) && promisesSecret(one.key)) {
        block = { key: one.key, indent: line.search(/\S/), above: place.above(one.key) };
        continue;
      }
      if (nested && /^(?:name|key)$/i.test(one.key)) variable = one.value;
      const named = nested && /^value$/i.test(one.key) && variable !== undefined ? variable : one.key;
      if (!promisesSecret(named)) continue;
      note(
        judgeValue(named, one.value, one.kind ?? kind),
        kind === "settings" ? keyPath(place.above(one.key), named) : shown(named),
        number,
        one.index,
      );
    }
    if (kind === "settings") {
      const item = /^[ \t]{0,200}-[ \t]{1,20}(["']?)([^\s"'#:={}[\]]{4,400})\1[ \t]*$/.exec(line);
      const key = place.nearest;
      if (item !== null && promisesSecret(key))
        note(
          judgeValue(key, item[2] ?? "", "program"),
          keyPath(place.above(key), key),
          number,
          line.indexOf(item[2] ?? ""),
        );
    }
    for (const one of commands(line)) note(judgeValue(one.as, one.value, "script"), one.key, number, one.index);
  }
  return inOrder([...found.values()]);
}

/** One finding for each place; a value that two searches found within its own reach is told once. */
function inOrder(found: readonly Found[]): Found[] {
  return [...found].sort((a, b) => a.line - b.line || a.column - b.column);
}

/** A sealed secret of Kubernetes or a file of SOPS that has nothing in clear text beside its metadata. */
function isSealed(text: string): boolean {
  return /^kind:[ \t]{0,5}["']?SealedSecret/m.test(text);
}

/** What only looks like it: the issuers' own examples, and passwords that stand for one. */
function isShownOnly(name: string, value: string): boolean {
  if (name === "an address with a password")
    return (
      value.length < 4 ||
      isGuessable(value) ||
      isFilledIn(value) ||
      isPlaceholder(value) ||
      /[${}<>%[\]()|\\]|^(?:pass(?:word|wd)?|pwd?|secret|token|key|user(?:name)?|p|x)$/i.test(value)
    );
  // The payload of the example on jwt.io: {"sub":"1234567890"
  return isPlaceholder(value) || value.includes("eyJzdWIiOiIxMjM0NTY3ODkw");
}
