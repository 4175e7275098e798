import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Folders that each folder may import from, besides itself. */
const KNOWS: Record<string, readonly string[]> = {
  model: [],
  declare: ["model"],
  adopt: ["model", "policies"],
  stacks: ["declare", "model"],
  edge: ["model"],
  policies: ["edge", "model"],
  reports: ["edge", "model", "policies", "verifications"],
  gate: ["model", "policies"],
  preview: ["gate", "model", "policies"],
  verifications: ["model", "policies"],
  recovery: ["model", "policies", "verifications"],
  cli: ["adopt", "edge", "gate", "policies", "preview", "recovery", "reports", "verifications"],
};
/** Only these may know Pulumi; a rule never does. */
const KNOWS_PULUMI = [
  "declare",
  "stacks",
  "policies/crossguard",
  "gate/program.ts",
  "index.ts",
  "verifications/components",
];

const files = Object.keys(KNOWS).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`),
);

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] as string);
}

for (const [folder, known] of Object.entries(KNOWS))
  test(`${folder} imports from ${known.length === 0 ? "nobody" : known.join(" and ")}`, (t) => {
    const own = files.filter((file) => file.startsWith(`${folder}/`));
    t.true(own.length > 0);
    for (const file of own)
      for (const name of imports(file).filter((name) => name.startsWith("."))) {
        const target = normalize(join(dirname(file), name)).split("/")[0] as string;
        t.true(target === folder || known.includes(target), `${file} imports ${name}`);
      }
  });

test("Pulumi is known only where resources are declared, programs are run and policies are served", (t) => {
  for (const file of files)
    if (imports(file).some((name) => name.startsWith("@pulumi/")))
      t.true(
        KNOWS_PULUMI.some((place) => file === place || file.startsWith(`${place}/`)),
        file,
      );
});

test("no rule reads files, opens sockets or starts processes", (t) => {
  for (const file of files.filter((name) => name.startsWith("policies/rules/")))
    for (const name of imports(file))
      t.false(/^node:(fs|net|http|https|dns|child_process)/.test(name), `${file}: ${name}`);
});

test("a report formats findings and decides nothing", (t) => {
  for (const file of files.filter((name) => name.startsWith("reports/")))
    for (const name of imports(file))
      t.false(/\/(rules|settings|packs|crossguard|facts|checks)\//.test(name), `${file}: ${name}`);
});
