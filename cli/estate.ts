import { isAbsolute, join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import { readStackConfig } from "../gate/project.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { CRITERIA, type Criterion } from "../verifications/check.ts";
import { CHECKS } from "../verifications/checks/index.ts";
import type { Expectation } from "../verifications/expectation.ts";
import { ATTESTATIONS_FILE, NO_ATTESTATIONS, readAttestations } from "../verifications/judgement/attestations.ts";
import { DEPLOYMENT, DEPLOYMENT_CRITERIA } from "../verifications/judgement/lines.ts";
import type { printer } from "../verifications/print.ts";
import type { HostReach, Reach } from "../verifications/reach.ts";
import type { Judging } from "../verifications/run/record.ts";
import { reachOf } from "../verifications/settings/reach.ts";
import type { VerifierSettings } from "../verifications/settings/settings.ts";
import { readDeclaration, readIn } from "./declaration.ts";
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
  const { project, folder, stacks, settings, expectation, print } = await readDeclaration(flags.cwd);
  const wanted = flags.stack.length > 0 ? flags.stack : project.stacks;
  const odd = [...wanted, ...flags.host.keys(), ...flags.shell.keys()].find((name) => !project.stacks.includes(name));
  if (odd !== undefined) throw new Usage(`the project has no stack ${odd}; there are ${project.stacks.join(", ")}`);
  for (const name of flags.vantage)
    if (!settings.vantages.has(name)) throw new Usage(`the settings name no vantage ${name}`);
  const { judging, vpn } = decisions(folder, flags.only);
  const reach = reachOf({
    settings: { ...settings, authority: inFolder(folder, settings.authority) },
    project: project.name,
    stacks: new Map(wanted.map((name) => [name, readStackConfig(project, name).values])),
    given: givenReach(flags),
    ...(flags.vantage.length === 0 ? {} : { vantages: flags.vantage }),
  });
  const secrets = new Set(stacks.flatMap((stack) => [...stack.secrets]));
  return { folder, settings, judging, expectation: { ...expectation, vpn }, reach, secrets, print };
}

/** What people have decided, from the files of the project. */
function decisions(
  folder: string,
  only: readonly Scope[],
): { readonly judging: Judging; readonly vpn: readonly string[] } {
  const { waivers, settings } = loadSettings(folder, undefined, process.cwd(), new Set(CHECKS.map(({ id }) => id)));
  const attestations = readIn(folder, ATTESTATIONS_FILE, readAttestations, NO_ATTESTATIONS);
  return { judging: { ...judged(only), waivers, attestations }, vpn: settings.context.vpn.texts };
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
  return { criteria: CRITERIA.filter((one) => DEPLOYMENT_CRITERIA.has(one)), lines: DEPLOYMENT };
}

function inFolder(folder: string, file: string | undefined): string | undefined {
  return file === undefined || isAbsolute(file) ? file : join(folder, file);
}
