import { completeManifest, SCRIPT } from "./manifest.ts";
import { identifier, Names } from "./names.ts";
import type { Note } from "./notes.ts";
import type { MovedSecret } from "./secrets.ts";
import type { FoundStack } from "./sources.ts";
import { writeStack } from "./stack.ts";
import * as templates from "./templates.ts";

/** Where the readiness of a project is judged by the engine. */
export const PACK_FOLDER = "readiness-policies";

/** A project as it is before anything is added to it. */
export interface Before {
  /** Undefined where there is none, and one is to be made. */
  readonly project: { readonly name: string; readonly extension: "ts" | "mjs" } | undefined;
  /** Name for a project that is to be made. */
  readonly folderName: string;
  /** The text of its `package.json`. */
  readonly manifest: string | undefined;
  /** Packages that a new project needs, with their versions. */
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface PlannedFile {
  /** Relative to the folder of the project, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What is to be added to a project, and what has to be said about it. */
export interface Plan {
  /** Each is written where there is no file of this name. */
  readonly files: readonly PlannedFile[];
  /** The completed `package.json`; undefined where it has all it needs, or where nothing can be added to it. */
  readonly manifest: PlannedFile | undefined;
  /** Lines that say what the person still has to do. */
  readonly todo: readonly string[];
  readonly notes: readonly Note[];
}

/** Plans what `readiness init` writes. Reads and writes nothing itself. */
export function planAdoption(before: Before, found: readonly FoundStack[]): Plan {
  const isNew = before.project === undefined;
  const extension = before.project?.extension ?? "ts";
  const projectName = before.project?.name ?? projectNameOf(before.folderName);
  const functions = new Names();
  const stackNames = new Names();
  const stacks = found.map(({ stack, source, folder, beyond }) => {
    const name = stackNames.unique(fileNameOf(stack.name), "-");
    const functionName = functions.unique(identifier(stack.name, "stack"));
    const written = writeStack(stack, { functionName, source, ...(beyond === undefined ? {} : { beyond }) });
    const settings = Object.fromEntries(
      written.roots.map((root) => [root, root === "folder" ? folder : "/root"] as const),
    );
    return { stack: name, functionName, path: `stacks/${name}.${extension}`, written, settings };
  });
  const todo: string[] = [];
  const manifest = plannedManifest(before, projectName, todo);
  const files: PlannedFile[] = [
    ...(isNew ? newProject(projectName, stacks) : []),
    ...stacks.map(({ path, written }) => ({ path, text: written.text })),
    ...Object.entries(templates.PACK).map(([name, text]) => ({ path: `${PACK_FOLDER}/${name}`, text })),
    { path: "readiness.yaml", text: templates.SETTINGS },
    { path: "waivers.yaml", text: templates.WAIVERS },
    { path: ".github/workflows/readiness.yml", text: templates.WORKFLOW },
  ];
  if (!isNew)
    for (const { functionName, path } of stacks)
      todo.push(`call it in the program: import { ${functionName} } from "./${path}"; ${functionName}();`);
  for (const { stack, written, settings } of stacks) {
    const at = isNew ? ` --stack ${stack}` : "";
    for (const root of Object.keys(settings))
      todo.push(
        isNew
          ? `look at ${root} in Pulumi.${stack}.yaml: paths of the host begin there`
          : `say where paths of the host begin: pulumi config set ${root} <${root}>`,
      );
    todo.push(...written.secrets.map((secret) => secretLine(secret, at)));
  }
  return { files, manifest, todo, notes: stacks.flatMap(({ written }) => written.notes) };
}

function secretLine({ key, uses }: MovedSecret, at: string): string {
  return `pulumi config set --secret ${key}${at}   # ${uses.join(", ")}`;
}

interface PlannedStack extends templates.StackModule {
  readonly settings: Readonly<Record<string, string>>;
}

function newProject(name: string, stacks: readonly PlannedStack[]): PlannedFile[] {
  const known = stacks.map(({ stack, settings }) => ({
    path: `Pulumi.${stack}.yaml`,
    text: templates.stackFile(name, settings),
  }));
  return [
    { path: "Pulumi.yaml", text: templates.projectFile(name) },
    { path: "index.ts", text: stacks.length === 0 ? templates.EXAMPLE : templates.program(stacks) },
    ...(stacks.length === 0 ? [{ path: "Pulumi.dev.yaml", text: templates.stackFile(name, {}) }] : known),
    { path: "tsconfig.json", text: templates.COMPILER },
    { path: ".gitignore", text: "node_modules/\n" },
  ];
}

function plannedManifest(
  { project, manifest, dependencies }: Before,
  name: string,
  todo: string[],
): PlannedFile | undefined {
  const path = "package.json";
  if (manifest === undefined) {
    const scripts = { [SCRIPT.name]: SCRIPT.command };
    todo.push("npm install");
    return {
      path,
      text: `${JSON.stringify({ name, private: true, type: "module", scripts, dependencies }, null, 2)}\n`,
    };
  }
  const changed = completeManifest(manifest, { module: project === undefined });
  if (changed.kind === "changed") return { path, text: changed.text };
  if (changed.kind === "by-hand")
    todo.push(`add to package.json: "scripts": { "${SCRIPT.name}": "${SCRIPT.command}" }`);
  return undefined;
}

/** https://www.pulumi.com/docs/iac/concepts/projects/: letters, digits, hyphens, underscores and periods. */
function projectNameOf(folder: string): string {
  return (
    folder
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .toLowerCase() || "hosts"
  );
}

function fileNameOf(stack: string): string {
  return (
    stack
      .replace(/[^A-Za-z0-9_-]+/g, "-")
      .replace(/^-+/, "")
      .slice(0, 80) || "stack"
  );
}
