import { ranges } from "../../model/address.ts";
import { DEFAULT_VPN } from "../context.ts";
import { PACKS, packNamed } from "../packs/index.ts";
import { LEVELS, type Level, type Pack } from "../packs/pack.ts";
import type { Context } from "../rule.ts";
import { type Entry, parseSettings, SettingsError } from "./document.ts";
import { VERIFIER_KEYS } from "./verifier-keys.ts";

/** What a team decides once, in `readiness.yaml`. */
export interface Settings {
  readonly context: Context;
  readonly pack: Pack;
  /** The waiver file, relative to the settings file. */
  readonly waivers: string;
}

export const SETTINGS_FILE = "readiness.yaml";
const WAIVERS_FILE = "waivers.yaml";
/** Lists that rules which nobody has to use are judged by. */
const LISTS = { registries: "registries", labels: "labels", cgroupParents: "cgroup-parents" } as const;
const KEYS = ["profile", "vpn", "rules", "waivers", ...Object.values(LISTS), ...VERIFIER_KEYS];

/**
 * Settings of a project without a settings file.
 *
 * @throws SettingsError where no profile has that name.
 */
export function defaultSettings(profile = "default"): Settings {
  const pack = packNamed(profile);
  if (pack === undefined)
    throw new SettingsError(`${profile} names no profile; there are ${PACKS.map(({ name }) => name).join(", ")}`);
  return { context: { vpn: ranges(DEFAULT_VPN) }, pack, waivers: WAIVERS_FILE };
}

/**
 * Reads a settings file. Strict: an unknown key, rule, level or profile is an error, because a
 * misspelt setting that is silently ignored switches something off.
 *
 * @param override the name of a profile that stands in for that of the file; the file's rules still hold.
 * @throws SettingsError naming file, line and field.
 */
export function readSettings(file: string, text: string, ruleIds: ReadonlySet<string>, override?: string): Settings {
  const root = parseSettings(file, text);
  const defaults = defaultSettings(override);
  if (root.value === null) return defaults;
  if (root.fields === undefined) throw wrong(root, `is not a map of settings (${KEYS.join(", ")})`);
  for (const [key, entry] of root.fields)
    if (!KEYS.includes(key)) throw wrong(entry, `is no setting; there are ${KEYS.join(", ")}`);
  const named = profile(root.fields.get("profile"));
  const pack = override === undefined ? (named ?? defaults.pack) : defaults.pack;
  return {
    context: { vpn: vpn(root.fields.get("vpn")) ?? defaults.context.vpn, ...lists(root) },
    pack: withRules(pack, root.fields.get("rules"), ruleIds),
    waivers: string(root.fields.get("waivers"), "the path of a waiver file") ?? defaults.waivers,
  };
}

function vpn(entry: Entry | undefined): Context["vpn"] | undefined {
  if (entry === undefined) return undefined;
  if (entry.items === undefined) throw wrong(entry, "is not a list of address ranges such as 100.64.0.0/10");
  const texts = entry.items.map((item) => string(item, "an address range such as 100.64.0.0/10") as string);
  try {
    return ranges(texts);
  } catch (error) {
    throw wrong(entry, (error as Error).message);
  }
}

function lists({ fields }: Entry): Partial<Context> {
  const found: Partial<Record<keyof typeof LISTS, readonly string[]>> = {};
  for (const [name, key] of Object.entries(LISTS) as [keyof typeof LISTS, string][]) {
    const entry = fields?.get(key);
    if (entry === undefined) continue;
    if (entry.items === undefined) throw wrong(entry, "is not a list of names");
    found[name] = entry.items.map((item) => string(item, "a name") as string);
  }
  return found;
}

function profile(entry: Entry | undefined): Pack | undefined {
  const name = string(entry, "the name of a profile");
  if (entry === undefined || name === undefined) return undefined;
  const pack = packNamed(name);
  if (pack === undefined) throw wrong(entry, `names no profile; there are ${PACKS.map(({ name }) => name).join(", ")}`);
  return pack;
}

function withRules(pack: Pack, entry: Entry | undefined, ruleIds: ReadonlySet<string>): Pack {
  if (entry === undefined) return pack;
  if (entry.fields === undefined) throw wrong(entry, "is not a map from rule to {level, because}");
  const overrides: Record<string, { level: Level; because: string }> = { ...pack.overrides };
  for (const [rule, choice] of entry.fields) {
    if (!ruleIds.has(rule)) throw wrong(choice, "names no rule that exists (see `readiness rules`)");
    for (const [key, value] of choice.fields ?? [])
      if (key !== "level" && key !== "because")
        throw wrong(value, "is not part of a choice; there are level and because");
    const level = string(choice.fields?.get("level"), "a level");
    const because = string(choice.fields?.get("because"), "a reason");
    if (level === undefined || !LEVELS.includes(level as Level))
      throw wrong(choice, `has no level; there are ${LEVELS.join(", ")}`);
    if (because === undefined) throw wrong(choice, "says nothing under `because`; a changed level needs its reason");
    overrides[rule] = { level: level as Level, because };
  }
  return { ...pack, overrides };
}

function string(entry: Entry | undefined, expected: string): string | undefined {
  if (entry === undefined) return undefined;
  if (typeof entry.value !== "string" || entry.value === "") throw wrong(entry, `is not ${expected}`);
  return entry.value;
}

function wrong({ location }: Entry, what: string): SettingsError {
  return new SettingsError(
    `${location.file}:${location.line}:${location.column} ${location.path || "the file"} ${what}`,
  );
}
