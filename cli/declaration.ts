import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Declared, readDeclared } from "../gate/declared.ts";
import { findProject } from "../gate/project.ts";
import { SETTINGS_FILE } from "../policies/settings/settings.ts";
import { expect } from "../verifications/expect.ts";
import type { Expectation } from "../verifications/expectation.ts";
import { printer } from "../verifications/print.ts";
import { NO_SETTINGS, readVerifierSettings, type VerifierSettings } from "../verifications/settings/settings.ts";
import { Usage } from "./usage.ts";

/** What the stacks of a project declare, and where its settings say that it is kept a second time. */
export interface Declaration {
  readonly project: ReturnType<typeof findProject>;
  readonly folder: string;
  readonly stacks: Declared["stacks"];
  readonly settings: VerifierSettings;
  readonly expectation: Expectation;
  readonly print: ReturnType<typeof printer>;
}

/**
 * Reads all stacks of a project, whichever of them is asked for: what is declared is the denominator.
 *
 * @throws Usage where the settings name a host that no stack declares.
 */
export async function readDeclaration(cwd: string): Promise<Declaration> {
  const project = findProject(cwd);
  const { stacks, folder } = await readDeclared(cwd, []);
  const settings = readIn(folder, SETTINGS_FILE, readVerifierSettings, NO_SETTINGS);
  const known = (host: string, what: string) => {
    if (!project.stacks.includes(host))
      throw new Usage(
        `${shown(join(folder, SETTINGS_FILE))}: ${what} is on ${host}, and there is no such stack; there are ${project.stacks.join(", ")}`,
      );
  };
  for (const { name, host, copies } of settings.backups) {
    known(host, `the place ${name} of backups`);
    for (const copy of copies) known(copy.host, `a copy of the place ${name} of backups`);
  }
  const print = printer();
  const listeners = new Map([...settings.hosts].map(([name, host]) => [name, host.listeners]));
  const expectation = { ...expect(stacks, { print, listeners }), stores: settings.backups };
  return { project, folder, stacks, settings, expectation, print };
}

/** What a file of the project says, or what holds where there is none. */
export function readIn<T>(folder: string, name: string, parse: (file: string, text: string) => T, otherwise: T): T {
  const file = join(folder, name);
  return existsSync(file) ? parse(shown(file), readFileSync(file, "utf8")) : otherwise;
}

/** A file as somebody would name it who is where the command runs. */
export function shown(file: string): string {
  return relative(process.cwd(), file) || file;
}
