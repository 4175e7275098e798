import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checkFiles } from "../gate/check.ts";
import { text } from "../reports/text.ts";

/** The first lines of these subjects, and how many, make the picture in the README. */
const SHOWN: readonly (readonly [subject: string, lines: number])[] = [
  ["lady/portainer-agent", 11],
  ["master/blackbox", 18],
];
const FILES = ["test/estates/as-found/master.yaml", "test/estates/as-found/lady.yaml"];

/** Cuts the picture in the README out of what `readiness check` says of the hosts as they were found. */
process.chdir(fileURLToPath(new URL("../", import.meta.url)));
const lines = text(checkFiles({ files: FILES, today: "2026-11-23" }))
  .trimEnd()
  .split("\n");
const parts = SHOWN.map(([subject, count]) => {
  const start = lines.indexOf(subject);
  if (start < 0) throw new Error(`${subject} has no findings any more; show another`);
  return lines.slice(start, start + count).join("\n");
});
const picture = [...parts, lines.slice(-2).join("\n")].join("\n\n");
const readme = readFileSync("README.md", "utf8");
writeFileSync(
  "README.md",
  readme.replace(/(^```text\n)[\s\S]*?(^```)/m, (_, open, close) => `${open}${picture}\n${close}`),
);
