import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { REPOSITORY_RULES } from "../../policies/repository/rules.ts";
import { RULES } from "../../policies/rules/index.ts";
import { renderDocs, renderExplained, writeDocs } from "../../scripts/generate-docs.ts";

const folder = fileURLToPath(new URL("../../docs/rules/", import.meta.url));
const pages = renderDocs();

test("docs/rules holds one page for each rule and the table, and nothing else", (t) => {
  t.deepEqual(
    readdirSync(folder).sort(),
    ["README.md", ...[...RULES, ...REPOSITORY_RULES].map(({ id }) => `${id}.md`)].sort(),
  );
});

for (const [file, text] of pages)
  test(`docs/rules/${file} is what \`node scripts/generate-docs.ts\` makes of the rules today`, (t) => {
    t.true(existsSync(join(folder, file)));
    t.is(readFileSync(join(folder, file), "utf8"), text);
  });

for (const { id, title, why, remedy } of [...RULES, ...REPOSITORY_RULES])
  test(`the page of ${id} says what, why and what to do, and shows it failing and passing`, (t) => {
    const text = pages.get(`${id}.md`) ?? "";
    for (const part of [title, why, remedy, "\n## Fails\n", "\n## Passes\n", "\n## References\n"])
      t.true(text.includes(part), part);
    const [, cure = ""] = /\n## Cure\n([\s\S]*?)\n## /.exec(text) ?? [];
    t.is(text.replace(cure, "").split("```yaml\n").length, 3);
    t.notRegex(text, /^(expect|says):/m);
  });

for (const { id, cure } of RULES)
  test(`the page of ${id} shows the exact cure, or says why there is none`, (t) => {
    const text = pages.get(`${id}.md`) ?? "";
    t.true(text.includes("\n## Cure\n"));
    if (typeof cure === "string") t.true(text.includes(cure));
    else t.regex(text, /```ts\n|```yaml\nservices:/);
  });

test("what `readiness explain` shows of the cures is what the examples make today", (t) => {
  t.is(readFileSync(new URL("../../cli/cures.json", import.meta.url), "utf8"), renderExplained());
});

test("the table links every page and names no rule twice", (t) => {
  const links = [...(pages.get("README.md") ?? "").matchAll(/^\| \[([a-z-]+)\]\(\1\.md\) /gm)].map(([, id]) => id);
  t.deepEqual(links.toSorted(), [...RULES, ...REPOSITORY_RULES].map(({ id }) => id).sort());
});

test("writing the pages mends a stale one and takes away that of a rule that is gone", (t) => {
  const copy = mkdtempSync(join(tmpdir(), "readiness-docs-"));
  try {
    writeFileSync(join(copy, "no-such-rule.md"), "gone");
    writeFileSync(join(copy, "README.md"), "stale");
    writeDocs(copy);
    const written = readdirSync(copy).map((file) => [file, readFileSync(join(copy, file), "utf8")]);
    t.deepEqual(Object.fromEntries(written), Object.fromEntries(pages));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
