import { splitCommandLine } from "../command-line.ts";
import type { EnvVar, Label, Text } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading, settled } from "./draft.ts";
import { readAssignments } from "./lists.ts";
import { itemsOf, kindOf, type Value } from "./value.ts";

const NOT_MARKED = known(false);

/** A command or an entry point: a list of words, or one text that is split as a shell would. */
export function readWords(draft: Draft, field: string, value: Value): Reading<Text[]> {
  if (kindOf(value) === "list") return known(readTexts(draft, field, itemsOf(value)));
  const wording = draft.wording(value, "a text or a list");
  if ("unknown" in wording) return wording;
  const words = splitCommandLine(wording.text);
  if (words === undefined) return draft.refuse(value, "has a quote that is not closed", "close it, or write a list");
  return known(
    words.map((word, index) =>
      element<Text>(`${field}.${index}`, { value: settled(value, wording, word), secret: NOT_MARKED }),
    ),
  );
}

/** One {@link Text} for each element. */
export function readTexts(draft: Draft, field: string, items: readonly Value[]): Text[] {
  return items.map((item, index) => {
    const at = `${field}.${index}`;
    return element<Text>(at, { value: draft.text(draft.place(at, item), "a text"), secret: NOT_MARKED });
  });
}

/**
 * Reads `environment`, then one entry for each `env_file`. The variables of such a file are not
 * visible here, so its entry has a key and a value that are not known: a rule that finds what it
 * looks for in `environment` (which overrides the file) decides, and a rule that has to look at every
 * variable, or finds nothing, comes to `unknown` instead of passing.
 */
export function readEnvironment(draft: Draft, environment: Value | undefined, envFile: Value | undefined): EnvVar[] {
  const declared = environment === undefined ? [] : readAssignments(draft, "env", environment);
  const variables = declared.map(({ at, key, value }) => element<EnvVar>(at, { key, value, secret: NOT_MARKED }));
  return [...variables, ...unseen(draft, "env", variables.length, envFile).map((fields) => element<EnvVar>(...fields))];
}

/** Reads `labels`, then one entry that is not known for each `label_file`; see {@link readEnvironment}. */
export function readLabels(draft: Draft, labels: Value | undefined, labelFile: Value | undefined): Label[] {
  const declared = labels === undefined ? [] : readAssignments(draft, "labels", labels);
  const read = declared.map(({ at, key, value }) =>
    element<Label>(at, { key, value: isUnknown(value) ? value : known(value.known ?? ""), secret: NOT_MARKED }),
  );
  return [...read, ...unseen(draft, "labels", read.length, labelFile).map((fields) => element<Label>(...fields))];
}

type UnseenFields = { key: Reading<string>; value: Reading<string>; secret: Reading<boolean> };

function unseen(draft: Draft, field: string, from: number, files: Value | undefined): [string, UnseenFields][] {
  if (files === undefined) return [];
  const items = kindOf(files) === "list" ? itemsOf(files) : [files];
  return items.map((item, index) => {
    const at = `${field}.${from + index}`;
    draft.place(at, item);
    const cure = `write what the rule asks for into ${field === "env" ? "environment" : "labels"}; the file is not read`;
    const unknown = { unknown: item.path, cure };
    return [at, { key: unknown, value: unknown, secret: NOT_MARKED }];
  });
}
