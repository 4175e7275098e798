import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BaseTree } from "../gate/base/tree.ts";
import { findProject } from "../gate/project.ts";
import type { AtBase } from "./since.ts";

/** The project at the base, with those of its stacks that are judged now; undefined where it has none of them. */
export function projectAtBase(
  tree: BaseTree,
  { cwd, stack }: { readonly cwd: string; readonly stack: readonly string[] },
): AtBase | undefined {
  const { folder } = findProject(cwd);
  const then = tree.at(folder);
  if (!["Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(then, file)))) return undefined;
  tree.linkModules(folder);
  const there = findProject(then);
  if (there.stacks.length === 0) return undefined;
  if (stack.length === 0) return { options: { cwd: then } };
  const stacks = stack.filter((name) => there.stacks.includes(name));
  return stacks.length === 0 ? undefined : { options: { cwd: then, stack: stacks } };
}
