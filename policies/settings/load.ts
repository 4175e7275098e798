import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { REPOSITORY_RULES } from "../repository/rules.ts";
import { RULES } from "../rules/index.ts";
import { CHECK_IDS } from "./check-ids.ts";
import { DRIFT_IDS } from "./drift-ids.ts";
import { defaultSettings, readSettings, SETTINGS_FILE, type Settings } from "./settings.ts";
import { NO_WAIVERS, readWaivers, type Waivers } from "./waivers.ts";

export interface LoadedSettings {
  readonly settings: Settings;
  readonly waivers: Waivers;
}

const IDS: ReadonlySet<string> = new Set([...[...RULES, ...REPOSITORY_RULES].map(({ id }) => id), ...DRIFT_IDS]);
/** A waiver may also name a check of a run; a level of a rule may not. */
const WAIVABLE: ReadonlySet<string> = new Set([...IDS, ...CHECK_IDS]);
const OF_CONTAINERS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/**
 * Loads `readiness.yaml` and the waiver file of a folder; both may be absent, but a waiver file
 * that the settings name must exist. Waivers of rules that are not judged now are left out: they wait
 * for the command that judges those.
 *
 * @param profile stands in for the profile of the file.
 * @param from the files are named as seen from this folder.
 * @param judged ids of the rules that are judged now; those over containers where it is not given.
 * @throws SettingsError naming file, line and field.
 */
export function loadSettings(
  folder: string,
  profile?: string,
  from: string = process.cwd(),
  judged: ReadonlySet<string> = OF_CONTAINERS,
): LoadedSettings {
  const file = join(folder, SETTINGS_FILE);
  const shown = (path: string) => relative(from, path) || path;
  const settings = existsSync(file)
    ? readSettings(shown(file), readFileSync(file, "utf8"), IDS, profile)
    : defaultSettings(profile);
  const waiverFile = join(folder, settings.waivers);
  const mustExist = settings.waivers !== defaultSettings().waivers;
  const waivers =
    mustExist || existsSync(waiverFile)
      ? readWaivers(shown(waiverFile), readFileSync(waiverFile, "utf8"), WAIVABLE)
      : NO_WAIVERS;
  return { settings, waivers: { ...waivers, waivers: waivers.waivers.filter(({ rule }) => judged.has(rule)) } };
}

/**
 * The folder whose settings hold for a policy pack: the nearest one above the pack with a
 * `readiness.yaml` or a `Pulumi.yaml`, be the pack part of the project or installed in its node_modules.
 *
 * @param start folder of the pack.
 * @returns undefined where no such folder lies above it.
 */
export function settingsFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if ([SETTINGS_FILE, "Pulumi.yaml", "Pulumi.yml"].some((file) => existsSync(join(folder, file)))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
