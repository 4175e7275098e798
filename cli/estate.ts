import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { readDeclared } from "../gate/declared.ts";
import { findProject, readStackConfig } from "../gate/project.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { SETTINGS_FILE } from "../policies/settings/settings.ts";
import { CRITERIA, type Criterion } from "../verifications/check.ts";
import { CHECKS } from "../verifications/checks/index.ts";
import { expect } from "../verifications/expect.ts";
import type { Expectation } from "../verifications/expectation.ts";
import { ATTESTATIONS_FILE, NO_ATTESTATIONS, readAttestations } from "../verifications/judgement/attestations.ts";
import { DEPLOYMENT, LINES } from "../verifications/judgement/lines.ts";
import { printer } from "../verifications/print.ts";
import type { HostReach, Reach } from "../verifications/reach.ts";
import type { Judging } from "../verifications/run/record.ts";
import { reachOf } from "../verifications/settings/reach.ts";
import { NO_SETTINGS, readVerifierSettings, type VerifierSettings } from "../verifications/settings/settings.ts";
import { Usage } from "./usage.ts";

export type Given = ReadonlyMap<string, string>;

/** Which project, which of its hosts, and how they are reached. */
export interface EstateFlags {
  readonly stack: readonly string[];
  readonly cwd: string;
  readonly only: readonly Scope[];
  readonly vantage: readonly string[];
  readonly host: Given;
  readonly shell: Given;
}

/** What is declared, what people decided about it, and how its hosts are reached. */
export interface Estate {
  readonly folder: string;
  readonly settings: VerifierSettings;
  readonly judging: Judging;
  readonly expectation: Expectation;
  readonly reach: Reach;
  /** Values that are nobody's to read. */
  readonly secrets: ReadonlySet<string>;
  readonly print: ReturnType<typeof printer>;
}

/** @throws Usage for a stack, a host or a vantage that does not exist. */
export async function readEstate(flags: EstateFlags): Promise<Estate> {
  const project = findProject(flags.cwd);
  const wanted = flags.stack.length > 0 ? flags.stack : project.stacks;
  const odd = wanted.find((name) => !project.stacks.includes(name));
  if (odd !== undefined) throw new Usage(`the project has no stack ${odd}; there are ${project.stacks.join(", ")}`);
  // What is declared is the denominator, also where only one host is asked.
  const { stacks, folder } = await readDeclared(flags.cwd, []);
  const { judging, settings, vpn } = decisions(folder, flags.only);
  for (const name of flags.vantage)
    if (!settings.vantages.has(name)) throw new Usage(`the settings name no vantage ${name}`);
  for (const name of [...flags.host.keys(), ...flags.shell.keys()])
    if (!project.stacks.includes(name)) throw new Usage(`the project has no stack ${name}`);
  const print = printer();
  const listeners = new Map([...settings.hosts].map(([name, host]) => [name, host.listeners]));
  const expectation = { ...expect(stacks, { print, listeners }), vpn, stores: settings.backups };
  const reach = reachOf({
    settings: { ...settings, authority: inFolder(folder, settings.authority) },
    project: project.name,
    stacks: new Map(wanted.map((name) => [name, readStackConfig(project, name).values])),
    given: givenReach(flags),
    ...(flags.vantage.length === 0 ? {} : { vantages: flags.vantage }),
  });
  const secrets = new Set(stacks.flatMap((stack) => [...stack.secrets]));
  return { folder, settings, judging, expectation, reach, secrets, print };
}

interface Decisions {
  readonly judging: Judging;
  readonly settings: VerifierSettings;
  readonly vpn: readonly string[];
}

/** What people have decided, from the files of the project. */
function decisions(folder: string, only: readonly Scope[]): Decisions {
  const { waivers, settings } = loadSettings(folder, undefined, process.cwd(), new Set(CHECKS.map(({ id }) => id)));
  const read = <T>(name: string, parse: (file: string, text: string) => T, otherwise: T) => {
    const file = join(folder, name);
    return existsSync(file) ? parse(shown(file), readFileSync(file, "utf8")) : otherwise;
  };
  const attestations = read(ATTESTATIONS_FILE, readAttestations, NO_ATTESTATIONS);
  return {
    judging: {
      ...judged(only),
      waivers,
      attestations,
    },
    settings: read(SETTINGS_FILE, readVerifierSettings, NO_SETTINGS),
    vpn: settings.context.vpn.texts,
  };
}

function givenReach({ host, shell }: EstateFlags): Map<string, Partial<HostReach>> {
  const names = new Set([...host.keys(), ...shell.keys()]);
  return new Map(
    [...names].map((name) => {
      const [engine, command] = [host.get(name), shell.get(name)];
      return [
        name,
        { ...(engine === undefined ? {} : { engine }), ...(command === undefined ? {} : { shell: command }) },
      ];
    }),
  );
}

export function given(flag: string, description: string, fits: (value: string) => boolean): Option {
  return new Option(flag, `${description} (repeatable)`)
    .argParser((value: string, all: Given) => {
      const [, name = "", address = ""] = /^([A-Za-z0-9][\w.-]*)=(.+)$/s.exec(value) ?? [];
      // The argument is not quoted, as commander would: an address that is none may hold a password.
      if (!fits(address)) throw new Usage(`${flag.split(" ")[0]} has the form NAME=ADDRESS, without a password`);
      return new Map([...all, [name, address]]);
    })
    .default(new Map(), "none");
}

/** A criterion, or the lines that a deployment can be held to. */
export type Scope = Criterion | "deployment";
export const SCOPES: readonly Scope[] = [...CRITERIA, "deployment"];

export function scope(value: string): Scope {
  const found = SCOPES.find((one) => one === value);
  if (found === undefined) throw new InvalidArgumentError(`There are ${SCOPES.join(", ")}.`);
  return found;
}

/** @throws Usage where a deployment and whole criteria are asked for at once. */
function judged(only: readonly Scope[]): Pick<Judging, "criteria" | "lines"> {
  const criteria = CRITERIA.filter((one) => only.includes(one));
  if (!only.includes("deployment")) return { criteria: criteria.length > 0 ? criteria : CRITERIA };
  if (criteria.length > 0) throw new Usage("--only deployment is about single lines, and goes with no other --only");
  const holds = new Set(LINES.filter(({ id }) => DEPLOYMENT.includes(id)).map(({ criterion }) => criterion));
  return { criteria: CRITERIA.filter((one) => holds.has(one)), lines: DEPLOYMENT };
}

function inFolder(folder: string, file: string | undefined): string | undefined {
  return file === undefined || isAbsolute(file) ? file : join(folder, file);
}

export function shown(file: string): string {
  return relative(process.cwd(), file) || file;
}
