import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ruleFiles } from "./generate-rules.ts";

/** Writes `verifications/checks/index.ts` from the files beside it, so that adding a check is adding one file. */
export function renderIndex(files: readonly string[]): string {
  const imports = files.map((file) => `import ${identifier(file)} from "./${file}";`);
  const names = files.map((file) => `  ${identifier(file)},`);
  return [
    "// Made by `npm run generate` from the files in this folder.",
    "// biome-ignore-all assist/source/organizeImports: in the order of the files",
    'import type { Check } from "../check.ts";',
    ...imports,
    "",
    "/** Every check there is, in the order of their files. */",
    "export const CHECKS: readonly Check[] = [",
    ...names,
    "];",
    "",
  ].join("\n");
}

/** Writes `policies/settings/check-ids.ts`: policies know the names of checks, for waivers, and nothing else of them. */
export function renderIds(files: readonly string[]): string {
  return [
    "// Made by `npm run generate` from the files in verifications/checks.",
    "",
    "/** Ids of the checks of a run. They stand here because the waiver file of a project names them too. */",
    "export const CHECK_IDS: readonly string[] = [",
    ...files.map((file) => `  "${file.replace(/^.*\//, "").replace(/\.ts$/, "")}",`),
    "];",
    "",
  ].join("\n");
}

/** Check files below `folder`, as `criterion/check.ts`, sorted. */
export function checkFiles(folder: string): string[] {
  return ruleFiles(folder);
}

function identifier(file: string): string {
  const stem = file.replace(/^.*\//, "").replace(/\.ts$/, "");
  return stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../verifications/checks/", import.meta.url));
  const files = checkFiles(folder);
  for (const [target, text] of [
    [join(folder, "index.ts"), renderIndex(files)],
    [fileURLToPath(new URL("../policies/settings/check-ids.ts", import.meta.url)), renderIds(files)],
  ] as const)
    if (!existsSync(target) || readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}
