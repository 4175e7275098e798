import type { Location } from "../../model/location.ts";
import { type Entry, parseSettings, SettingsError } from "../../policies/settings/document.ts";
import { LINES } from "./lines.ts";

/** Somebody's word for a line that no machine can prove, or for the part of it that none can. */
export interface Attestation {
  /** Id of the line, `BK-1`. */
  readonly line: string;
  readonly who: string;
  /** The day on which it was given, `2026-11-23`. */
  readonly when: string;
  readonly statement: string;
  /** SHA-256 of the record of the run that they looked at, in hexadecimal digits. */
  readonly digest: string;
  /** The last day on which it holds. */
  readonly expires: string;
  readonly location: Location;
}

/** An entry that attests nothing, and why. */
export interface InvalidAttestation {
  /** Null where it names none: whatever stands in its place may be anything. */
  readonly line: string | null;
  readonly message: string;
  readonly location: Location;
}

export interface Attestations {
  readonly file: string;
  readonly attestations: readonly Attestation[];
  readonly invalid: readonly InvalidAttestation[];
}

export const NO_ATTESTATIONS: Attestations = { file: "", attestations: [], invalid: [] };
export const ATTESTATIONS_FILE = "attestations.yaml";
/** Days that somebody's word holds at most. */
export const LONGEST = 90;

const KEYS = ["line", "who", "when", "statement", "digest", "expires"];
const SHORTEST_STATEMENT = 10;
const DAY = 86_400_000;

/**
 * Reads `attestations.yaml`: a list under `attestations`. An entry that does not say everything attests
 * nothing and is returned as invalid; the others still hold.
 *
 * @throws SettingsError where the file as a whole cannot be read.
 */
export function readAttestations(file: string, text: string): Attestations {
  const root = parseSettings(file, text);
  const list = root.fields?.get("attestations");
  if (list?.items === undefined || root.fields?.size !== 1)
    throw new SettingsError(
      `${file} is not a list of attestations under the key \`attestations\`; nothing in it was taken`,
    );
  const attestations: Attestation[] = [];
  const invalid: InvalidAttestation[] = [];
  for (const item of list.items) {
    const read = readAttestation(item);
    if ("message" in read) invalid.push(read);
    else attestations.push(read);
  }
  return { file, attestations, invalid };
}

function readAttestation({ fields, location }: Entry): Attestation | InvalidAttestation {
  const text = (key: string) => {
    const value = fields?.get(key)?.value;
    return typeof value === "string" ? value.trim() : "";
  };
  const line = text("line");
  const known = LINES.find(({ id }) => id === line);
  const invalid = (message: string): InvalidAttestation => ({ line: known?.id ?? null, message, location });
  if (fields === undefined) return invalid(`an attestation is a map with ${KEYS.join(", ")}`);
  const odd = [...fields.keys()].find((key) => !KEYS.includes(key));
  if (odd !== undefined) return invalid(`${odd} is not a field of an attestation (${KEYS.join(", ")})`);
  if (known === undefined) return invalid("it names no line of the definition, so it attests nothing");
  if (!known.attested) return invalid(`${line} is proved by checks, and nobody's word stands in for them; take it out`);
  const who = text("who");
  if (who === "") return invalid(`nobody signed it, so nobody answers for ${line}; say under \`who\` who does`);
  const statement = text("statement");
  if (statement.length < SHORTEST_STATEMENT)
    return invalid(`its statement does not say what was seen, so it attests nothing of ${line}`);
  const digest = text("digest");
  if (!/^[0-9a-f]{64}$/.test(digest))
    return invalid(`it names no report that was looked at; \`digest\` is the SHA-256 that the report of a run prints`);
  const when = text("when");
  const expires = text("expires");
  const [from, until] = [dayOf(when), dayOf(expires)];
  if (from === undefined || until === undefined)
    return invalid(`it does not say from when until when it holds for ${line}, as days such as 2026-11-23`);
  if (until < from || until - from > LONGEST * DAY)
    return invalid(`it would hold for ${line} longer than ${LONGEST} days, or not at all; look again and renew it`);
  return { line, who, when, statement, digest, expires, location };
}

/** Milliseconds of a day that exists, `2026-11-23`. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? time : undefined;
}

/** Why an attestation does not hold on a day, or undefined where it does. */
export function lapsed({ line, when, expires }: Attestation, today: string): string | undefined {
  if (today > expires) return `the attestation of ${line} ended on ${expires}; look again and renew it`;
  if (today < when) return `the attestation of ${line} is dated ${when}, after the run that it should hold for`;
  return undefined;
}

/** Ids of the lines for which an attestation holds on a day, `2026-11-23`. */
export function attestedOn({ attestations }: Attestations, today: string): ReadonlySet<string> {
  return new Set(attestations.filter((one) => lapsed(one, today) === undefined).map(({ line }) => line));
}
