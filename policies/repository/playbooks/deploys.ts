import { posix } from "node:path";
import {
  ANYTHING,
  type Deployed,
  deployed,
  deployedByCompose,
  deployedByDefinition,
  NOTHING,
  together,
} from "./compose.ts";
import { mapOf, type Tree, textOf } from "./document.ts";
import type { Files } from "./files.ts";
import { argumentsOf, bringsUp, type Task, textsOf } from "./tasks.ts";
import { fillIn } from "./variables.ts";

/** A file that a task puts on the host. */
interface Copied {
  /** Where it comes to lie on the host. */
  readonly target: string;
  /** Its file or folder in the repository; undefined where nobody knows. */
  readonly source: string | undefined;
  /** Its text, where the task holds it. */
  readonly content?: string;
}

/** The names of all containers that these tasks bring up. */
export function deployedBy(tasks: readonly Task[], files: Files): Deployed {
  const copied = tasks.flatMap((task) => copiedBy(task, files));
  return together(
    tasks.flatMap((task) => [containerOf(task), composeOf(task, copied, files), commandOf(task, copied, files)]),
  );
}

function containerOf(task: Task): Deployed {
  const fields = argumentsOf(task, "container");
  if (fields === undefined || !bringsUp(fields)) return NOTHING;
  const name = textOf(fields.name);
  return name === undefined ? ANYTHING : deployed(name, task.variables);
}

function composeOf(task: Task, copied: readonly Copied[], files: Files): Deployed {
  const fields = argumentsOf(task, "compose");
  if (fields === undefined || !bringsUp(fields)) return NOTHING;
  const services = textsOf(fields.services);
  const project = only(task, fields.project_name);
  if (project === null) return ANYTHING;
  if (fields.definition !== undefined)
    return deployedByDefinition(fields.definition, task.variables, { project, services });
  return composeIn(task, fields.project_src, textsOf(fields.files), project, services, copied, files);
}

/** `docker run --name web`, `docker compose -f FILE up`. */
function commandOf(task: Task, copied: readonly Copied[], files: Files): Deployed {
  const fields = argumentsOf(task, "shell");
  if (fields === undefined) return NOTHING;
  const command = textOf(fields.cmd) ?? textsOf(fields.argv).join(" ");
  const runs = [
    ...command.matchAll(
      /\b(?:docker|podman)[ \t]{1,4}(?:container[ \t]{1,4})?(?:run|create)\b((?:\\\n|[^\n;&|]){0,4000})/g,
    ),
  ].map(([, rest = ""]) => {
    const name = /[ \t]--name[= \t]{1,4}["']?([^\s"']{1,200}(?:\{\{[^{}]{1,100}\}\}[^\s"']{0,100})?)/.exec(
      rest.replace(/\{\{\s*([\w.]+)\s*\}\}/g, "{{$1}}"),
    )?.[1];
    // A container without a name is called by chance, so it is none that there must be.
    return name === undefined ? NOTHING : deployed(name, task.variables);
  });
  const up = /\bdocker[- ]compose\b([^\n;&|]{0,400}?)[ \t]up\b/.exec(command)?.[1];
  if (up === undefined) return together(runs);
  const named = [...up.matchAll(/[ \t](?:-f|--file)[= \t]{1,4}["']?([^\s"']{1,300})/g)].map(([, file = ""]) => file);
  const project = /[ \t](?:-p|--project-name)[= \t]{1,4}["']?([\w-]{1,100})/.exec(up)?.[1];
  const folder =
    fields.chdir ??
    /(?:^|[;&\n])\s{0,20}cd[ \t]{1,4}["']?([^\s"';&]{1,300})/.exec(command)?.[1] ??
    (named[0] === undefined ? undefined : posix.dirname(named[0]));
  return together([
    ...runs,
    composeIn(
      task,
      folder,
      named.map((file) => posix.basename(file)),
      project,
      [],
      copied,
      files,
    ),
  ]);
}

/** The only text that a field may be; undefined where there is none, null where nobody knows. */
function only(task: Task, value: Tree): string | null | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const { texts, patterns } = fillIn(text, task.variables);
  return texts.length === 1 && patterns.length === 0 ? texts[0] : null;
}

const STANDARD = /^(?:docker-)?compose(?:\.[\w-]{1,40})?\.ya?ml$/;

/** What comes up in a folder of the host: found in the repository by what tasks copy there. */
function composeIn(
  task: Task,
  folder: Tree,
  named: readonly string[],
  project: string | undefined,
  services: readonly string[],
  copied: readonly Copied[],
  files: Files,
): Deployed {
  const written = textOf(folder);
  if (written === undefined) return ANYTHING;
  const { texts, patterns } = fillIn(written, task.variables);
  const wanted = new Set(named.flatMap((name) => fillIn(posix.basename(name), task.variables).texts));
  const isWanted = (name: string) => (wanted.size > 0 ? wanted.has(name) : STANDARD.test(name));
  const options = (place: string) => ({ project, folder: place, services });
  return together([
    ...(patterns.length > 0 ? [ANYTHING] : []),
    ...texts.map((place) => {
      const target = posix.normalize(place).replace(/\/+$/, "");
      const found = copied.flatMap((one) => textsIn(one, target, isWanted, files));
      const own = files.findFolder(target, ["."]);
      const tracked =
        own === undefined
          ? []
          : [...files.below(own)].filter((path) => posix.dirname(path) === own && isWanted(stem(path)));
      const all = [...found, ...tracked.flatMap((path) => files.text(path) ?? [])];
      return all.length === 0
        ? ANYTHING
        : together(all.map((text) => deployedByCompose(text, task.variables, options(target))));
    }),
  ]);
}

/** The compose files among what was copied into a folder of the host. */
function textsIn(
  { target, source, content }: Copied,
  folder: string,
  isWanted: (name: string) => boolean,
  files: Files,
): string[] {
  if (content !== undefined)
    return posix.dirname(target) === folder && isWanted(posix.basename(target)) ? [content] : [];
  if (source === undefined) return [];
  const text = files.text(source);
  if (text !== undefined) {
    const inside =
      target === folder ? isWanted(stem(source)) : posix.dirname(target) === folder && isWanted(posix.basename(target));
    return inside ? [text] : [];
  }
  const below = folder === target ? "" : folder.startsWith(`${target}/`) ? folder.slice(target.length) : undefined;
  if (below === undefined) return [];
  return [...files.below(`${source}${below}`)]
    .filter((path) => posix.dirname(path) === `${source}${below}` && isWanted(stem(path)))
    .flatMap((path) => files.text(path) ?? []);
}

function copiedBy(task: Task, files: Files): Copied[] {
  const fields = argumentsOf(task, "copy");
  if (fields === undefined) return [];
  const targets = fillIn(textOf(fields.dest) ?? "", task.variables).texts.map((target) =>
    posix.normalize(target).replace(/\/+$/, ""),
  );
  const content = fields.content;
  if (content !== undefined) {
    const text = textOf(content) ?? JSON.stringify(mapOf(content));
    return targets.map((target) => ({ target, source: undefined, content: text }));
  }
  const folders = task.folders.flatMap((folder) => ["templates", "files", "."].map((part) => posix.join(folder, part)));
  const sources = fillIn(textOf(fields.src) ?? "", task.variables).texts;
  return targets.flatMap((target) =>
    sources.map((source) => {
      const clean = source.replace(/\/+$/, "");
      const file = files.find(clean, [...folders, "."]);
      if (file !== undefined) return { target, source: file };
      const folder = files.findFolder(clean, [...folders, "."]);
      // Without a slash at its end a folder is copied with its name (documentation of ansible.builtin.copy, `src`).
      return { target: source.endsWith("/") ? target : posix.join(target, posix.basename(clean)), source: folder };
    }),
  );
}

/** A file's name without the ending of a template. */
function stem(path: string): string {
  return posix.basename(path).replace(/\.(?:j2|jinja2?)$/, "");
}
