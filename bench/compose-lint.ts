import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { ReportedFinding } from "../policies/judge/compare.ts";
import { type Comparison, compareFindings, type Difference, type Found } from "./compose-lint/compare.ts";
import { type ComposeFile, composeFiles } from "./compose-lint/files.ts";
import { composeLint } from "./compose-lint/tool.ts";
import { compare, seconds } from "./measure.ts";

const FILES = 1000;
const SEED = 20_261_123;
/** Both end with 1 where they find something. */
const FOUND = [0, 1];
const READINESS = [process.execPath, fileURLToPath(new URL("../bin/readiness.mjs", import.meta.url)), "check"];
const DIFFERENCES = fileURLToPath(new URL("compose-lint/differences.yaml", import.meta.url));

/**
 * The same 1,000 compose files by `readiness check` and by compose-lint, each in one process and with
 * its text report; then what they find, service by service. Fails where compose-lint finds what is
 * not found here and nobody has reviewed why.
 */
export async function benchComposeLint(): Promise<void> {
  const tool = await composeLint();
  const files = composeFiles(FILES, SEED);
  const folder = mkdtempSync(join(tmpdir(), "readiness-compose-lint-"));
  try {
    const paths = files.map(({ name, text }) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    });
    const { ratio } = await compare(
      5,
      () => seconds([...READINESS, ...paths], folder, FOUND),
      () => seconds([...tool, "check", ...paths], folder, FOUND),
    );
    const services = files.reduce((sum, file) => sum + file.services.size, 0);
    console.log(
      `check of ${FILES} compose files with ${services} services: ${ratio.toFixed(2)} times the time of compose-lint (goal 0.20)`,
    );
    report(
      compareFindings(
        ourFindings(run([...READINESS, "--profile", "strict", "--format", "json", ...paths], folder), files),
        theirFindings(run([...tool, "check", "--format", "json", ...paths], folder)),
        parse(readFileSync(DIFFERENCES, "utf8")) as Difference[],
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report({ both, onlyOurs, onlyTheirs, unreviewed, miscounted }: Comparison): void {
  console.log(
    `on rules that both have: ${both} found by both, ${onlyTheirs} by compose-lint alone, ${onlyOurs} by readiness alone; ${unreviewed.length} of these are not reviewed`,
  );
  for (const { only, found } of unreviewed.slice(0, 20))
    console.error(`  only ${only}: ${found.file} ${found.service} ${found.rule}: ${found.message}`);
  for (const { difference, met } of miscounted)
    console.error(`  ${difference.rule}, only ${difference.only}: met ${met} times, reviewed ${difference.count}`);
  if (unreviewed.length > 0 || miscounted.length > 0) process.exitCode = 1;
}

function run([file = "", ...args]: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(file, args, { cwd, encoding: "utf8", maxBuffer: 1 << 29 });
  // A process that breaks ends with 1 as well, and prints no report.
  if (status === null || !FOUND.includes(status) || stdout === "")
    throw new Error(`${file} ended with ${status}: ${stderr}`);
  return stdout;
}

function ourFindings(json: string, files: readonly ComposeFile[]): Found[] {
  const services = new Map(files.map((file) => [file.name, file.services]));
  const { findings } = JSON.parse(json) as { findings: ReportedFinding[] };
  return findings
    .flatMap((finding) => (finding.parts.length > 0 ? finding.parts : [finding]))
    .filter(({ verdict }) => verdict === "fail")
    .flatMap(({ subject, location, rule, message }) => {
      const file = basename(location.file ?? "");
      const service = services.get(file)?.get(subject.container ?? "");
      return service === undefined ? [] : [{ file, service, rule, message }];
    });
}

function theirFindings(json: string): Found[] {
  const { findings } = JSON.parse(json) as {
    findings: { file: string; service: string; rule_id: string; message: string }[];
  };
  return findings.map(({ file, service, rule_id, message }) => ({
    file: basename(file),
    service,
    rule: rule_id,
    message,
  }));
}
