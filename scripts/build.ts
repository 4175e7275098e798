import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * Compiles what is published into `dist/`: Node strips types only outside node_modules. The policy
 * pack becomes a folder of its own there, because the engine starts packs by folder.
 */
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

rmSync(at("dist"), { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [tsc, "-p", at("tsconfig.build.json")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
mkdirSync(at("dist/policies"), { recursive: true });
for (const file of ["PulumiPolicy.yaml", "package.json"])
  copyFileSync(at(`policies/${file}`), at(`dist/policies/${file}`));
writeFileSync(
  at("dist/policies/index.cjs"),
  readFileSync(at("policies/index.cjs"), "utf8").replace("../bin/", "../../bin/"),
);
writeFileSync(
  at("dist/policies/index.mjs"),
  readFileSync(at("policies/index.mjs"), "utf8").replace("./pack.ts", "./pack.js"),
);
