import { posix } from "node:path";
import { byShortName, listOf, mapOf, parseYaml, type Tree, textOf } from "./document.ts";
import type { Files } from "./files.ts";
import { INCLUDE_ROLE, INCLUDE_TASKS, ownVariables, type Task, textsOf } from "./tasks.ts";
import { fillIn, type Variables, withVariables } from "./variables.ts";

/** The tasks of a playbook, those of its roles and of the files that it includes among them. */
export interface Unfolded {
  readonly tasks: readonly Task[];
  /** True where something that it includes is not in the repository, or has a name that nobody knows. */
  readonly open: boolean;
}

const MOST_TASKS = 20_000;
/** Files and roles that one playbook includes, each time anew. */
const MOST_INCLUDED = 1_000;
const DEEPEST = 12;
const LISTS = ["pre_tasks", "tasks", "post_tasks", "handlers"];

/** True for a value that is a playbook: a list of plays. */
export function isPlaybook(document: Tree): document is readonly Tree[] {
  return Array.isArray(document) && document.some((play) => "hosts" in mapOf(play) || importOf(play) !== undefined);
}

function importOf(play: Tree): string | undefined {
  return textOf(byShortName(mapOf(play), new Set(["import_playbook"])));
}

/** Reads the plays of a file; those of a playbook that it imports are read with that one. */
export function unfold(file: string, plays: readonly Tree[], files: Files, globals: Variables): Unfolded {
  const reader = new Reader(file, files);
  for (const play of plays) reader.play(mapOf(play), globals);
  return { tasks: reader.tasks, open: reader.open };
}

class Reader {
  readonly tasks: Task[] = [];
  open = false;
  #included = 0;
  readonly #files: Files;
  readonly #folder: string;

  constructor(file: string, files: Files) {
    this.#files = files;
    this.#folder = posix.dirname(file);
  }

  play(play: Readonly<Record<string, Tree>>, globals: Variables): void {
    const imported = importOf(play);
    if (imported !== undefined) {
      if (this.#files.find(imported, [this.#folder, "."]) === undefined) this.open = true;
      return;
    }
    let variables = withVariables(globals, { playbook_dir: this.#folder });
    for (const name of textsOf(play.vars_files)) variables = this.#variablesOf(name, [this.#folder], variables);
    variables = withVariables(variables, play.vars);
    variables = facts(play, variables);
    const folders = [this.#folder, "."];
    for (const role of listOf(play.roles)) this.#role(role, variables, 0);
    for (const key of LISTS) this.#list(play[key], variables, folders, 0);
  }

  #list(tasks: Tree, variables: Variables, folders: readonly string[], depth: number): void {
    if (depth > DEEPEST || this.tasks.length > MOST_TASKS || this.#included > MOST_INCLUDED) {
      this.open = true;
      return;
    }
    for (const task of listOf(tasks)) this.#task(mapOf(task), variables, folders, depth);
  }

  #task(fields: Readonly<Record<string, Tree>>, around: Variables, folders: readonly string[], depth: number): void {
    const variables = ownVariables(fields, around);
    for (const key of ["block", "rescue", "always"])
      if (key in fields) this.#list(fields[key], variables, folders, depth + 1);
    const included = byShortName(fields, INCLUDE_TASKS);
    if (included !== undefined)
      this.#include(textOf(included) ?? textOf(mapOf(included).file) ?? "", variables, folders, depth);
    const role = byShortName(fields, INCLUDE_ROLE);
    if (role !== undefined) this.#role(role, variables, depth + 1);
    this.tasks.push({ fields, variables, folders });
  }

  #include(name: string, variables: Variables, folders: readonly string[], depth: number): void {
    const { texts, patterns } = fillIn(name, variables);
    if (patterns.length > 0) this.open = true;
    for (const text of texts) {
      this.#included++;
      if (this.#included > MOST_INCLUDED) {
        this.open = true;
        break;
      }
      const file = this.#files.find(
        text,
        folders.flatMap((folder) => [posix.join(folder, "tasks"), folder]),
      );
      const documents = file === undefined ? undefined : parseYaml(this.#files.text(file) ?? "");
      if (file === undefined || documents === undefined) this.open = true;
      else for (const list of documents) this.#list(list, variables, [posix.dirname(file), ...folders], depth + 1);
    }
  }

  #role(role: Tree, around: Variables, depth: number): void {
    const fields = mapOf(role);
    const written = textOf(role) ?? textOf(fields.role) ?? textOf(fields.name) ?? "";
    const { texts, patterns } = fillIn(written, around);
    if (patterns.length > 0) this.open = true;
    for (const name of texts) {
      this.#included++;
      if (this.#included > MOST_INCLUDED) {
        this.open = true;
        break;
      }
      const folder =
        this.#files.findFolder(name, [posix.join(this.#folder, "roles"), "roles", this.#folder]) ??
        this.#anywhere(name);
      if (folder === undefined || depth > DEEPEST) {
        this.open = true;
        continue;
      }
      let variables = around;
      for (const part of ["defaults", "vars"])
        for (const file of this.#files.below(`${folder}/${part}`))
          variables = this.#variablesOf(file, ["."], variables);
      variables = withVariables(withVariables(variables, { role_path: folder, role_name: name }), {
        ...fields,
        ...mapOf(fields.vars),
      });
      for (const dependency of this.#documents(`${folder}/meta/main`))
        for (const one of listOf(mapOf(dependency).dependencies)) this.#role(one, variables, depth + 1);
      const from = textOf(fields.tasks_from)?.replace(/\.ya?ml$/, "") ?? "main";
      for (const part of [`tasks/${from}`, "handlers/main"])
        for (const list of this.#documents(`${folder}/${part}`))
          this.#list(list, variables, [folder, this.#folder], depth + 1);
    }
  }

  /** A role in a folder `roles` of any place, as `roles_path` of ansible.cfg may name it. */
  #anywhere(name: string): string | undefined {
    for (const path of this.#files.paths) {
      const at = `/${path}`.indexOf(`/roles/${name}/`);
      if (at >= 0) return path.slice(0, at + `roles/${name}`.length);
    }
    return undefined;
  }

  /** The documents of a file with either ending; one that is no YAML leaves the play open. */
  #documents(stem: string): readonly Tree[] {
    const file = [`${stem}.yml`, `${stem}.yaml`].find((one) => this.#files.text(one) !== undefined);
    if (file === undefined) return [];
    const documents = parseYaml(this.#files.text(file) ?? "");
    if (documents === undefined) this.open = true;
    return documents ?? [];
  }

  #variablesOf(name: string, folders: readonly string[], variables: Variables): Variables {
    const file = this.#files.find(name, folders);
    let all = variables;
    for (const document of file === undefined ? [] : (parseYaml(this.#files.text(file) ?? "") ?? []))
      all = withVariables(all, document);
    return all;
  }
}

/** What tasks of a play set as facts, wherever in it they stand. */
function facts(play: Readonly<Record<string, Tree>>, variables: Variables): Variables {
  let all = variables;
  for (const key of LISTS)
    for (const task of listOf(play[key])) {
      const set = byShortName(mapOf(task), new Set(["set_fact"]));
      if (set !== undefined) all = withVariables(all, set);
    }
  return all;
}

/** Variables of all hosts and groups, from the folders that Ansible reads by itself. */
export function globalVariables(files: Files): Variables {
  let all: Variables = new Map();
  for (const path of files.paths)
    if (/(?:^|\/)(?:group_vars|host_vars)\/.+\.(?:ya?ml|json)$|(?:^|\/)(?:group_vars|host_vars)\/[^./]+$/.test(path))
      for (const document of parseYaml(files.text(path) ?? "") ?? []) all = withVariables(all, document);
  return all;
}
