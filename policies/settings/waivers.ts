import { describeLocation, type Location } from "../../model/location.ts";
import { type Entry, parseSettings, SettingsError } from "./document.ts";

/** An accepted finding: what, where, why, by whom, until when. */
export interface Waiver {
  readonly rule: string;
  readonly stack: string;
  readonly container: string;
  /** Which offence of the rule, where it tells them apart; a waiver without it covers no offence that has one. */
  readonly detail: string | undefined;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as `2027-01-31`. */
  readonly expires: string;
  readonly location: Location;
}

/** An entry of the waiver file that accepts nothing, and why. */
export interface InvalidWaiver {
  /** Stack it was meant for, as far as it says so. */
  readonly stack: string | undefined;
  readonly message: string;
  readonly location: Location;
}

export interface Waivers {
  readonly file: string;
  readonly waivers: readonly Waiver[];
  readonly invalid: readonly InvalidWaiver[];
}

export const NO_WAIVERS: Waivers = { file: "", waivers: [], invalid: [] };

const KEYS = new Set(["rule", "subject", "detail", "reason", "owner", "expires"]);
const SHORTEST_REASON = 10;
/** A container, or an address that a check of a run is about: `master/web`, `master/https://www.example.org/`. */
const SUBJECT = /^[^/]+\/([^/]+|https?:\/\/.+)$/;

/**
 * Reads a waiver file: a list under `waivers`. An entry that does not say everything accepts
 * nothing and is returned as invalid; the others still hold.
 *
 * @param ruleIds the rules that exist.
 * @throws SettingsError where the file as a whole cannot be read.
 */
export function readWaivers(file: string, text: string, ruleIds: ReadonlySet<string>): Waivers {
  const root = parseSettings(file, text);
  const unexpected = [...(root.fields?.keys() ?? [])].find((key) => key !== "waivers");
  const list = root.fields?.get("waivers");
  if (unexpected !== undefined || list?.items === undefined)
    throw new SettingsError(`${file} is not a list of waivers under the key \`waivers\`; nothing in it was accepted`);
  const waivers: Waiver[] = [];
  const invalid: InvalidWaiver[] = [];
  for (const item of list.items) {
    const read = readWaiver(item, ruleIds);
    if ("message" in read) invalid.push(read);
    else waivers.push(read);
  }
  return { file, waivers, invalid };
}

function readWaiver(item: Entry, ruleIds: ReadonlySet<string>): Waiver | InvalidWaiver {
  const text = (key: string) => {
    const value = item.fields?.get(key)?.value;
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const subject = text("subject") ?? "";
  const stack = subject.split("/", 1)[0];
  const container = SUBJECT.exec(subject)?.[1];
  const invalid = (message: string): InvalidWaiver => ({ stack: stack || undefined, message, location: item.location });
  if (item.fields === undefined) return invalid("a waiver is a map with rule, subject, reason, owner and expires");
  const odd = [...item.fields.keys()].find((key) => !KEYS.has(key));
  if (odd !== undefined) return invalid(`${odd} is not a field of a waiver (${[...KEYS].join(", ")})`);
  const rule = text("rule");
  if (rule === undefined || !ruleIds.has(rule)) return invalid("it names no rule that exists, so it accepts nothing");
  if (!stack || !container) return invalid("its subject is not of the form stack/container");
  const reason = text("reason");
  if (reason === undefined || reason.length < SHORTEST_REASON)
    return invalid(`it gives no reason for accepting ${rule} on ${stack}/${container}`);
  const owner = text("owner");
  if (owner === undefined)
    return invalid(`nobody owns it, so nobody will look at ${rule} on ${stack}/${container} again`);
  const expires = text("expires");
  if (expires === undefined || !isDate(expires))
    return invalid(
      `it has no expiry date such as 2027-01-31, so ${rule} on ${stack}/${container} would be accepted for ever`,
    );
  if (item.fields.has("detail") && text("detail") === undefined) return invalid("its detail is not a text");
  return { rule, stack, container, detail: text("detail"), reason, owner, expires, location: item.location };
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** One line that names a waiver, for messages. */
export function describeWaiver(waiver: Waiver): string {
  const detail = waiver.detail === undefined ? "" : `[${waiver.detail}]`;
  return `${waiver.rule}${detail} on ${waiver.stack}/${waiver.container} (${describeLocation(waiver.location)})`;
}
