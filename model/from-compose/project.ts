import { dirname, join, resolve } from "node:path";
import type { Draft } from "./draft.ts";
import { type OpenScope, type Refusal, resolveServices, type Scope } from "./extends.ts";
import { importInto, readInclude } from "./include.ts";
import type { ComposeInput, ComposeText, Unread } from "./input.ts";
import { isExtension, TOP_LEVEL_KEYS } from "./keys.ts";
import { merge } from "./merge.ts";
import { FILE_RULE } from "./merge-rules.ts";
import { LARGEST_COMPOSE, LARGEST_TEXT, ProjectFiles, readEnvText, variablesOf } from "./project-files.ts";
import { type Origin, parseSheet } from "./sheet.ts";
import { entriesOf, entryOf, kindOf, make, rootOf, type Value } from "./value.ts";
import { NO_VARIABLES, type Variables, withFallback } from "./variables.ts";

/** A project with all its files merged into one. */
export interface Project {
  /** Undefined where not even the main file could be read. */
  readonly root: Value | undefined;
  readonly variables: Variables;
  readonly files: ProjectFiles;
}

/** Compose files that include each other; projects have two or three levels. */
const DEEPEST_INCLUDE = 20;

/**
 * Reads a project's files into one: variables first, then for each file `extends` and `include`, then
 * the files merged in their order, as compose does.
 * https://github.com/compose-spec/compose-go/blob/main/loader/loader.go
 *
 * @param file takes what cannot be read; each problem leaves the rest as it is.
 * @throws Exhausted
 */
export function loadProject(input: ComposeInput, file: Draft): Project {
  const files = new ProjectFiles(input.file, input.directory, input.root);
  const budget = { parsed: 0, read: 0 };
  const origin = (variables: Variables): Origin => ({ variables, folder: files.directory, base: "", budget });
  const variables = readVariables(input, files, file, origin);
  const loader = new Loader(files, file);
  const texts = [input, ...readable(input.overrides ?? [], file, "so what it overrides was not judged")];
  const root = loader.load(
    texts.map((text) => ({ ...text, key: resolve(text.file) })),
    origin(variables),
    [],
  );
  return { root, variables, files };
}

/** https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/ */
function readVariables(
  input: ComposeInput,
  files: ProjectFiles,
  draft: Draft,
  origin: (variables: Variables) => Origin,
): Variables {
  const given = Object.entries(input.environment ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  let variables: Variables = { values: new Map(given), complete: true };
  const named = input.envFiles;
  if (named?.some((one) => "refused" in one)) variables = { ...variables, complete: false };
  const own =
    named === undefined
      ? dotEnv(files, files.directory, draft)
      : readable(named, draft, "so its variables are unknown");
  if (own === "unreadable") return { ...variables, complete: false };
  // A later file overrides an earlier one, and sees its variables.
  let fromFiles = NO_VARIABLES;
  for (const { file, text } of own) {
    const read = readEnvText(draft, file, text, "dotenv", origin(withFallback(variables, fromFiles)));
    if (read === undefined) variables = { ...variables, complete: false };
    else fromFiles = withFallback(variablesOf(read.lines), fromFiles);
  }
  return withFallback(variables, fromFiles);
}

/** Those that could be read; a problem for each of the others. */
function readable(all: readonly (ComposeText | Unread)[], draft: Draft, consequence: string): ComposeText[] {
  return all.flatMap((one) => {
    if (!("refused" in one)) return [one];
    const message = `${one.file} ${one.refused}, ${consequence}; correct the path or the file.`;
    draft.problems.push({ container: undefined, message, location: { path: "", file: one.file, line: 1, column: 1 } });
    return [];
  });
}

/** The `.env` of a folder, where it has one. */
function dotEnv(files: ProjectFiles, folder: string | undefined, draft: Draft): ComposeText[] | "unreadable" {
  if (folder === undefined) return [];
  const { name, reading } = files.open(".env", folder, LARGEST_TEXT);
  if ("text" in reading) return [{ file: name, text: reading.text }];
  if (reading.absent) return [];
  draft.problems.push({
    container: undefined,
    message: `${name} ${reading.refused}, so no variable is known; make it a readable file or take it away.`,
    location: { path: "", file: name, line: 1, column: 1 },
  });
  return "unreadable";
}

/** A file to load; `key` tells it from the others. */
export interface Source extends ComposeText {
  readonly key: string;
}

/** Reads files, and what they extend and include. */
export class Loader {
  readonly files: ProjectFiles;
  readonly draft: Draft;
  readonly #scopes = new Map<Variables, Map<string, Scope | Refusal>>();

  constructor(files: ProjectFiles, draft: Draft) {
    this.files = files;
    this.draft = draft;
  }

  /** The model of several files, each overriding those before; undefined where none can be read. */
  load(sources: readonly Source[], origin: Origin, chain: readonly string[]): Value | undefined {
    let whole: Value | undefined;
    for (const source of sources) {
      const one = this.#loadFile(source, origin, chain);
      if (one === undefined) continue;
      whole = whole === undefined ? one : merge(whole, one, FILE_RULE, "base");
    }
    return whole;
  }

  #loadFile({ file, text, key }: Source, origin: Origin, chain: readonly string[]): Value | undefined {
    const sheet = parseSheet(file, text, origin);
    if ("reason" in sheet) {
      const message = `${file} ${sheet.reason}, so nothing in it was judged; ${sheet.cure}.`;
      this.draft.problems.push({ container: undefined, message, location: sheet.location });
      return undefined;
    }
    const root = rootOf(sheet);
    if (kindOf(root) !== "map") return root;
    complainOfKeys(root, this.draft);
    const written = entryOf(root, "services");
    const services = resolveServices({ file: key, services: written, resolved: new Map() }, this.#opener(origin));
    const include = entryOf(root, "include");
    if (services === written && include === undefined) return root;
    const entries = new Map(entriesOf(root));
    entries.delete("include");
    if (services !== undefined) entries.set("services", services);
    if (include !== undefined)
      for (const { place, model } of this.#included(include, origin, [...chain, key]))
        importInto(entries, model, place, this.draft);
    return { ...make(root, { kind: "map", entries }), node: root.node };
  }

  /** Opens files that services extend; each once for all that see the same variables. */
  #opener(origin: Origin): OpenScope {
    return (path, from) => {
      const { name, path: absolute, reading } = this.files.open(path, from.sheet.origin.folder, LARGEST_COMPOSE);
      const opened = this.#scopes.get(origin.variables) ?? new Map<string, Scope | Refusal>();
      this.#scopes.set(origin.variables, opened);
      const scope = opened.get(absolute) ?? this.#scope(name, absolute, reading, origin);
      opened.set(absolute, scope);
      return scope;
    };
  }

  #scope(
    name: string,
    path: string,
    reading: ReturnType<ProjectFiles["open"]>["reading"],
    origin: Origin,
  ): Scope | Refusal {
    if (!("text" in reading)) return { why: `names a file that ${reading.refused}`, cure: INSIDE };
    const folder = dirname(path);
    const sheet = parseSheet(name, reading.text, { ...origin, folder, base: this.files.baseOf(folder) });
    if ("reason" in sheet) return { why: `names a file that ${sheet.reason}`, cure: sheet.cure };
    return { file: path, services: entryOf(rootOf(sheet), "services"), resolved: new Map() };
  }

  *#included(include: Value, origin: Origin, chain: readonly string[]): Iterable<{ place: Value; model: Value }> {
    for (const entry of readInclude(include, this.draft)) {
      const { place, paths } = entry;
      const found = paths.map((path) => this.files.open(path, origin.folder, LARGEST_COMPOSE));
      const [main] = found;
      if (main === undefined) continue;
      const refused = found.find(({ reading }) => !("text" in reading));
      if (refused !== undefined && "refused" in refused.reading) {
        this.#notIncluded(place, `names a file that ${refused.reading.refused}`, INSIDE);
        continue;
      }
      if (chain.includes(main.path)) {
        this.#notIncluded(place, "comes back to a file that includes it", "break the circle");
        continue;
      }
      if (chain.length >= DEEPEST_INCLUDE) {
        this.#notIncluded(place, `goes through more than ${DEEPEST_INCLUDE} files`, "include fewer in one another");
        continue;
      }
      const folder =
        entry.projectDirectory === undefined ? dirname(main.path) : join(origin.folder ?? "", entry.projectDirectory);
      const variables = this.#includedVariables(entry.envFiles, folder, origin);
      const sources = found.map(({ name, path, reading }) => ({
        file: name,
        key: path,
        text: "text" in reading ? reading.text : "",
      }));
      const inner: Origin = { ...origin, variables, folder, base: this.files.baseOf(folder) };
      const model = this.load(sources, inner, chain);
      if (model !== undefined) yield { place, model };
    }
  }

  /** An included project brings its own variables; those of the project around it come first. */
  #includedVariables(envFiles: readonly Value[] | undefined, folder: string, origin: Origin): Variables {
    let own = NO_VARIABLES;
    const add = (name: string, text: string) => {
      const inner = { ...origin, variables: withFallback(origin.variables, own) };
      const read = readEnvText(this.draft, name, text, "dotenv", inner);
      own = read === undefined ? { ...own, complete: false } : withFallback(variablesOf(read.lines), own);
    };
    if (envFiles === undefined) {
      const found = dotEnv(this.files, folder, this.draft);
      if (found === "unreadable") own = { ...own, complete: false };
      else for (const { file, text } of found) add(file, text);
    }
    for (const value of envFiles ?? []) {
      const path = this.draft.text(value, "a path");
      const opened = path.known === undefined ? undefined : this.files.open(path.known, origin.folder, LARGEST_TEXT);
      if (opened !== undefined && "text" in opened.reading) add(opened.name, opened.reading.text);
      else {
        own = { ...own, complete: false };
        if (opened !== undefined && "refused" in opened.reading)
          this.draft.complain(
            value,
            `names a file that ${opened.reading.refused}, so its variables are unknown; ${INSIDE}.`,
          );
      }
    }
    return withFallback(origin.variables, own);
  }

  #notIncluded(place: Value, why: string, cure: string): void {
    this.draft.complain(place, `${why}, so what it includes was not judged; ${cure}.`);
  }
}

const INSIDE = "name a file inside the folder of the project, or widen that folder with --root";

function complainOfKeys(root: Value, file: Draft): void {
  for (const [key, value] of entriesOf(root))
    if (!TOP_LEVEL_KEYS.has(key) && !isExtension(key))
      file.complain(value, "is no key that compose knows, so it has no effect; correct it or take it out.");
}
