import { posix } from "node:path";
import { mapOf, parseYaml, type Tree, textOf } from "./document.ts";
import { fillIn, type Variables } from "./variables.ts";

/** Names of containers that something deploys, and patterns for those of which a part is not known. */
export interface Deployed {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
}

export const NOTHING: Deployed = { names: [], patterns: [] };
/** Something is deployed and nobody knows what it is called. */
export const ANYTHING: Deployed = { names: [], patterns: ["*"] };

export function together(parts: readonly Deployed[]): Deployed {
  return { names: parts.flatMap(({ names }) => names), patterns: parts.flatMap(({ patterns }) => patterns) };
}

/** The names of filled texts. */
export function deployed(text: string, variables: Variables): Deployed {
  const { texts, patterns } = fillIn(text, variables);
  return { names: texts, patterns };
}

/**
 * The containers that a compose file brings: `container_name`, else `<project>-<service>-<number>`.
 *
 * @param project its name, where the one who deploys it gives one.
 * @param folder the folder from which it is run, whose name stands in for that of the project.
 */
export function deployedByCompose(
  text: string,
  variables: Variables,
  {
    project,
    folder,
    services,
  }: {
    readonly project?: string | undefined;
    readonly folder?: string | undefined;
    readonly services?: readonly string[];
  },
): Deployed {
  const documents = parseYaml(text);
  if (documents === undefined) return byLines(text, variables);
  return together(
    documents.map((document) =>
      deployedByDefinition(document, variables, { project, folder, ...(services === undefined ? {} : { services }) }),
    ),
  );
}

/** The same for a definition that stands in a task. */
export function deployedByDefinition(
  definition: Tree,
  variables: Variables,
  {
    project,
    folder,
    services = [],
  }: {
    readonly project?: string | undefined;
    readonly folder?: string | undefined;
    readonly services?: readonly string[];
  },
): Deployed {
  const root = mapOf(definition);
  const name = project ?? textOf(root.name) ?? (folder === undefined ? undefined : projectName(folder));
  const all = [
    ...Object.entries(mapOf(root.services)),
    // The first version of the format, in which services stand at the top.
    ...("services" in root ? [] : Object.entries(root).filter(([, value]) => "image" in mapOf(value))),
  ];
  const chosen = services.length === 0 ? all : all.filter(([service]) => services.includes(service));
  const included = "include" in root ? [ANYTHING] : [];
  return together([
    ...included,
    ...chosen.map(([service, value]) => {
      const own = textOf(mapOf(value).container_name);
      if (own !== undefined) return deployed(own, variables);
      return together(
        ["-", "_"].map((mark) => {
          const { names, patterns } = deployed(`${name ?? "*"}${mark}${service}${mark}`, variables);
          return { names: names.map((one) => `${one}1`), patterns: [...patterns, ...names].map((one) => `${one}*`) };
        }),
      );
    }),
  ]);
}

/** How compose makes a project's name of a folder (NormalizeProjectName in compose-go, loader/loader.go). */
function projectName(folder: string): string {
  return posix
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_*-]/g, "")
    .replace(/^[_-]+/, "");
}

/** A template that is no YAML: what is said on lines of its own holds, and the rest may be called anything. */
function byLines(text: string, variables: Variables): Deployed {
  const names = [
    ...text.matchAll(
      /^[ \t]{1,40}container_name:[ \t]{0,10}["']?([^\s"'#][^"'#\n]{0,200}?)["']?[ \t]{0,10}(?:#.*)?$/gm,
    ),
  ].map(([, name = ""]) => deployed(name.trim(), variables));
  const services = [...text.matchAll(/^[ \t]{1,40}image:/gm)].length;
  return together([...names, ...(services === names.length && services > 0 ? [] : [ANYTHING])]);
}
