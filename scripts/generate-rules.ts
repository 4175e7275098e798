import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Writes `policies/rules/index.ts` from the files beside it, so that adding a rule is adding one file. */
export function renderIndex(files: readonly string[]): string {
  const imports = files.map((file) => `import ${identifier(file)} from "./${file}";`);
  const names = files.map((file) => `  ${identifier(file)},`);
  return [
    "// Made by `npm run generate` from the files in this folder.",
    "// biome-ignore-all assist/source/organizeImports: in the order of the files",
    'import type { Rule } from "../rule.ts";',
    ...imports,
    "",
    "/** Every rule there is, in the order of their files. */",
    "export const RULES: readonly Rule[] = [",
    ...names,
    "];",
    "",
  ].join("\n");
}

/** Rule files below `folder`, as `group/rule.ts`, sorted. */
export function ruleFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((group) =>
      readdirSync(join(folder, group.name))
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${group.name}/${file}`),
    )
    .sort();
}

function identifier(file: string): string {
  const stem = file.replace(/^.*\//, "").replace(/\.ts$/, "");
  return stem.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("../policies/rules/", import.meta.url));
  const target = join(folder, "index.ts");
  const text = renderIndex(ruleFiles(folder));
  if (readFileSync(target, "utf8") !== text) writeFileSync(target, text);
}
