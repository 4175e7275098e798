import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Container } from "../../../model/container.ts";
import { type DiscoverOptions, discoverProjects } from "../../../model/from-compose/discover.ts";
import type { ComposeInput } from "../../../model/from-compose/input.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";

/** Files by their path in a project. */
export type Files = Readonly<Record<string, string>>;

/** Writes a project into a folder of its own, hands it to `use`, and takes it away. */
export function inProject<T>(files: Files, use: (folder: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), "project-"));
  const folder = join(root, "app");
  try {
    mkdirSync(folder);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return use(folder);
  } finally {
    rmSync(root, { recursive: true });
  }
}

export interface ProjectOptions extends DiscoverOptions, Pick<ComposeInput, "environment" | "root" | "envFiles"> {
  /** What to read; `compose.yaml` where nothing is named. */
  readonly paths?: readonly string[];
}

/** Reads the only stack of a project, with places relative to its folder. */
export function stackIn(files: Files, { paths = ["compose.yaml"], ...options }: ProjectOptions = {}): Stack {
  return inProject(files, (folder) => {
    const [project, ...more] = discoverProjects(
      paths.map((path) => join(folder, path)),
      options,
    );
    if (project === undefined || "refused" in project || more.length > 0) throw new Error("not one project");
    const { file, overrides = [], ...rest } = { ...project, ...options };
    const shown = (name: string) => name.slice(folder.length + 1);
    return readCompose({
      ...rest,
      file: shown(file),
      overrides: overrides.map((one) => ({ ...one, file: shown(one.file) })),
    });
  });
}

/** What a container is made of, without places: an unknown value is named as such. */
export function plain(container: Container | undefined): unknown {
  const seen = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(seen);
    const fields: Record<string, unknown> = {};
    for (const key of Object.keys(value).filter((name) => name !== "at" && name !== "locate"))
      try {
        fields[key] = seen((value as Record<string, unknown>)[key]);
      } catch (error) {
        if (!(error instanceof UnknownValue)) throw error;
        fields[key] = "not known";
      }
    return fields;
  };
  return seen(container);
}

/** The containers by the names of their services. */
export function byService({ containers, name }: Stack): Record<string, Container> {
  return Object.fromEntries(
    containers.map((container) => [container.name.replace(`${name}-`, "").replace(/-1$/, ""), container]),
  );
}
