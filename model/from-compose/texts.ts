import { splitCommandLine } from "../command-line.ts";
import type { EnvVar, Label, Text } from "../container.ts";
import { type Draft, element, known, type Reading, settled } from "./draft.ts";
import { readTextFiles } from "./env-files.ts";
import { type Assignment, readAssignments } from "./lists.ts";
import type { ProjectFiles } from "./project-files.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";

/** A command or an entry point: a list of words, or one text that is split as a shell would. */
export function readWords(draft: Draft, field: string, value: Value): Reading<Text[]> {
  if (kindOf(value) === "list") return known(readTexts(draft, field, itemsOf(value)));
  const wording = draft.wording(value, "a text or a list");
  if ("unknown" in wording) return wording;
  const words = splitCommandLine(wording.text);
  if (words === undefined) return draft.refuse(value, "has a quote that is not closed", "close it, or write a list");
  const secret = known(wording.outside === true);
  return known(
    words.map((word, index) => element<Text>(`${field}.${index}`, { value: settled(value, wording, word), secret })),
  );
}

/** One {@link Text} for each element. */
export function readTexts(draft: Draft, field: string, items: readonly Value[]): Text[] {
  return items.map((item, index) => {
    const at = `${field}.${index}`;
    const { reading, outside } = draft.worded(draft.place(at, item), "a text");
    return element<Text>(at, { value: reading, secret: known(outside) });
  });
}

/**
 * Reads `environment`, then the variables of each `env_file` that `environment` does not override. A name
 * without a value takes that of the variable of this name, where one is known.
 *
 * Of a file that cannot be read there is one entry whose key and value are not known: a rule that
 * finds what it looks for in `environment` (which overrides the file) decides, and a rule that has to
 * look at every variable, or finds nothing, comes to `unknown` instead of passing.
 */
export function readEnvironment(
  draft: Draft,
  environment: Value | undefined,
  envFile: Value | undefined,
  files: ProjectFiles,
): EnvVar[] {
  return withFiles(draft, "env", environment, envFile, files).map(({ at, key, value, outside }) =>
    element<EnvVar>(at, { ...passedOn(draft, at, key, value, outside), key }),
  );
}

function passedOn(draft: Draft, at: string, key: Reading<string>, value: Assignment["value"], outside = false) {
  const name = key.known;
  const isOpen = "known" in value && value.known === undefined;
  const shell = name === undefined ? undefined : draft.places.get(at)?.sheet.origin.variables.values.get(name);
  if (!isOpen || shell === undefined) return { value, secret: known(outside) };
  const wording = { text: shell, missing: [name as string] };
  return { value: settled(draft.places.get(at) as Value, wording, shell), secret: known(true) };
}

/** Reads `build.args`; one without a value is taken from the shell that builds, as in the environment. */
export function readBuildArguments(draft: Draft, build: Value | undefined): Reading<EnvVar[]> {
  if (build === undefined || kindOf(build) === "text") return known([]);
  if (kindOf(build) !== "map") return draft.refuseKind(build, "a text or a map", "write a folder, or a map");
  const written = entryOf(build, "args");
  if (written === undefined) return known([]);
  draft.place("buildArguments", written);
  const kind = kindOf(written);
  if (kind !== "list" && kind !== "map")
    return draft.refuseKind(written, "a list or a map", "write a list or a map of arguments");
  return known(
    readAssignments(draft, "buildArguments", written).map(({ at, key, value, outside }) =>
      element<EnvVar>(at, { ...passedOn(draft, at, key, value, outside), key }),
    ),
  );
}

/** Reads `labels`, then those of each `label_file`; see {@link readEnvironment}. */
export function readLabels(
  draft: Draft,
  labels: Value | undefined,
  labelFile: Value | undefined,
  files: ProjectFiles,
): Label[] {
  return withFiles(draft, "labels", labels, labelFile, files).map(({ at, key, value, outside }) =>
    element<Label>(at, {
      key,
      value: "known" in value ? known(value.known ?? "") : value,
      secret: known(outside === true),
    }),
  );
}

function withFiles(
  draft: Draft,
  field: "env" | "labels",
  written: Value | undefined,
  named: Value | undefined,
  files: ProjectFiles,
): Assignment[] {
  const declared = written === undefined ? [] : readAssignments(draft, field, written);
  if (named === undefined) return declared;
  const overridden = new Set(declared.flatMap(({ key }) => (key.known === undefined ? [] : [key.known])));
  const { lines, unread } = readTextFiles(draft, named, files);
  const brought = [...lines.values()].filter(({ key }) => !overridden.has(key));
  const all = [...declared];
  for (const { key, place, value } of brought) {
    const at = `${field}.${all.length}`;
    draft.place(at, place);
    all.push({ at, key: known(key), value });
  }
  for (const { place, cure } of unread) {
    const at = `${field}.${all.length}`;
    draft.place(at, place);
    const unknown = { unknown: place.path, cure };
    all.push({ at, key: unknown, value: unknown });
  }
  return all;
}
