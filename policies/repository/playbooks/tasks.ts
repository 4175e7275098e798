import { byShortName, listOf, mapOf, type Tree, textOf } from "./document.ts";
import { type Variables, withItems, withVariables } from "./variables.ts";

/** A task with the variables that it sees and the folders in which it looks for files. */
export interface Task {
  readonly fields: Readonly<Record<string, Tree>>;
  readonly variables: Variables;
  /** Folders in which a relative path is looked for, nearest first. */
  readonly folders: readonly string[];
}

const CONTAINER = new Set(["docker_container", "podman_container"]);
const COMPOSE = new Set(["docker_compose", "docker_compose_v2"]);
const SHELL = new Set(["shell", "command", "raw"]);
const COPY = new Set(["template", "copy", "synchronize"]);
const CLONE = new Set(["git", "unarchive", "get_url", "svn"]);
export const INCLUDE_TASKS = new Set(["include_tasks", "import_tasks", "include"]);
export const INCLUDE_ROLE = new Set(["include_role", "import_role"]);

/** What the module of a task is told; undefined where the task is of another module. */
export function argumentsOf(
  task: Task,
  modules: "container" | "compose" | "shell" | "copy" | "clone",
): Readonly<Record<string, Tree>> | undefined {
  const names = { container: CONTAINER, compose: COMPOSE, shell: SHELL, copy: COPY, clone: CLONE }[modules];
  const value = byShortName(task.fields, names);
  if (value === undefined) return undefined;
  const text = textOf(value);
  const own = text === undefined ? mapOf(value) : freeForm(text);
  return { ...own, ...mapOf(task.fields.args) };
}

/** `name=web image=nginx`, or a command as it stands. */
function freeForm(text: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = { cmd: text };
  for (const [, key = "", quoted, bare] of text.matchAll(/(?:^|\s)([a-z_]{2,30})=(?:"([^"]{0,500})"|([^\s"]{1,500}))/g))
    fields[key] = quoted ?? bare ?? "";
  return fields;
}

/** The variables of a task: its own, and those of every turn of its loop. */
export function ownVariables(fields: Readonly<Record<string, Tree>>, variables: Variables): Variables {
  const own = withVariables(variables, fields.vars);
  const key = Object.keys(fields).find((name) => /^(?:loop|with_(?:items|list|flattened))$/.test(name));
  const other = Object.keys(fields).some((name) => name.startsWith("with_"));
  if (key === undefined && !other) return own;
  const name = textOf(mapOf(fields.loop_control).loop_var) ?? "item";
  return withItems(own, key === undefined ? undefined : fields[key], name);
}

/** False for a state in which nothing comes up. */
export function bringsUp(fields: Readonly<Record<string, Tree>>): boolean {
  return !/^(?:absent|stopped)$/.test(textOf(fields.state) ?? "");
}

/** Texts of a field that is one or a list. */
export function textsOf(value: Tree): readonly string[] {
  return listOf(value).flatMap((one) => textOf(one) ?? []);
}
