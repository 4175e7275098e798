import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { parseDocument } from "yaml";
import type { Container } from "../../../model/container.ts";
import { readStack } from "../../../model/from-pulumi/stack.ts";
import { type CureText, cureText } from "../../../policies/cure/snippet.ts";
import { judge } from "../../../policies/judge/judge.ts";
import { RULES } from "../../../policies/rules/index.ts";
import { ROOT } from "../../support/cli.ts";
import { asCompose } from "../support/as-compose.ts";
import { cases, contextOf, resourcesOf } from "../support/case.ts";

const folder = fileURLToPath(new URL("../rules/", import.meta.url));

interface Told {
  readonly file: string;
  readonly container: Container;
  readonly text: CureText;
}

const told: Told[] = cases(folder)
  .filter(({ state }) => state === "fail")
  .flatMap((example) =>
    [example.pulumi && readStack("case", resourcesOf(example)), asCompose(example)].flatMap((stack) =>
      stack === undefined
        ? []
        : judge(
            stack,
            RULES.filter(({ id }) => id === example.rule),
            contextOf(example),
          ).flatMap(({ remarks }) =>
            remarks.flatMap(({ cure }): Told[] => {
              const plan = cure?.plan();
              if (cure === undefined || plan === undefined) return [];
              return [{ file: example.file, container: cure.container, text: cureText(cure.container, plan) }];
            }),
          ),
    ),
  );

test("every cure can be written in the words of the source that it was found in", (t) => {
  t.true(told.length > 600);
  for (const { file, container, text } of told)
    t.truthy(container.source === "compose" ? text.compose : text.pulumi, file);
});

test("every snippet of TypeScript has the types of @pulumi/docker", (t) => {
  const snippets = [...new Set(told.flatMap(({ text }) => text.pulumi ?? []))];
  const program = [
    'import * as docker from "@pulumi/docker";',
    'import * as pulumi from "@pulumi/pulumi";',
    "declare const args: docker.ContainerArgs;",
    "declare const config: pulumi.Config;",
    "void pulumi, config;",
    ...snippets.map((snippet) => `{\n${snippet}\n}`),
  ].join("\n");
  const scratch = mkdtempSync(join(tmpdir(), "readiness-snippets-"));
  try {
    writeFileSync(join(scratch, "package.json"), '{"type":"module"}');
    symlinkSync(join(ROOT, "node_modules"), join(scratch, "node_modules"));
    writeFileSync(join(scratch, "snippets.ts"), program);
    const flags = "--ignoreConfig --noEmit --strict --module nodenext --target es2024 --skipLibCheck --types node";
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...flags.split(" "), join(scratch, "snippets.ts")], {
      encoding: "utf8",
    });
    t.is(status, 0, stdout);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

test("every snippet of compose is YAML with a service, a network, a volume or a config", (t) => {
  for (const { file, text } of told) {
    if (text.compose === null) continue;
    const document = parseDocument(text.compose);
    t.deepEqual(document.errors, [], file);
    for (const key of Object.keys(document.toJS()))
      t.true(["services", "networks", "volumes", "configs"].includes(key));
  }
});

test("no snippet quotes a value of a variable, a label, a word or a file", (t) => {
  for (const { file, container, text } of told)
    for (const value of values(container))
      for (const snippet of [text.pulumi, text.compose])
        t.false(snippet?.includes(value) ?? false, `${file} ${snippet}`);
});

/** Labels of routes are made of names, and a cure names the same guards again. */
const ROUTING = /^(?:traefik|readiness)\./i;

function values(container: Container): string[] {
  const texts = [
    () => container.env.map(({ value }) => value),
    () => container.labels.filter(({ key }) => !ROUTING.test(key)).map(({ value }) => value),
    () => container.files.map(({ content }) => content),
    () => [...container.command, ...container.entrypoint].map(({ value }) => value),
    () => container.buildArguments?.map(({ value }) => value) ?? [],
    () =>
      container.healthcheck?.test.filter(({ value }) => /password|:\/\/.*@/.test(value)).map(({ value }) => value) ??
      [],
  ];
  return texts
    .flatMap((read) => {
      try {
        return read();
      } catch {
        return [];
      }
    })
    .filter((value): value is string => value !== undefined && value.length > 5);
}
