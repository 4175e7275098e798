import { createHash } from "node:crypto";
import type { Waivers } from "../../policies/settings/waivers.ts";
import { CRITERIA, type Criterion } from "../check.ts";
import type { Expectation } from "../expectation.ts";
import { FAILURES, type Fact, type Json } from "../fact.ts";
import type { Attestations } from "../judgement/attestations.ts";
import { LINES } from "../judgement/lines.ts";

/** Everything that a run is judged from: judged again it says the same, byte for byte. */
export interface Run {
  /** Version of the tool that gathered the facts. */
  readonly tool: string;
  /** ISO 8601 in UTC; the facts are judged as seen from the end. */
  readonly started: string;
  readonly finished: string;
  readonly expectation: Expectation;
  /** How the run was set up, without secrets; for the reader, nothing is judged from it. */
  readonly settings: Json;
  readonly judging: Judging;
  readonly facts: readonly Fact[];
}

/** What people decided before the run. */
export interface Judging {
  /** The criteria that the verdict is about; the others are in the score all the same. */
  readonly criteria: readonly Criterion[];
  /** Lines that the verdict is about instead: every one of them, wholly. */
  readonly lines?: readonly string[];
  readonly waivers: Waivers;
  readonly attestations: Attestations;
}

/** A run as it was stored, with the SHA-256 of its record. */
export interface RecordedRun extends Run {
  readonly digest: string;
}

/** A file that is no record of a run, or not any more. */
export class RecordError extends Error {
  override readonly name = "RecordError";
}

const VERSION = 1;
const KIND = "readiness-run";

/**
 * A run as JSON lines: a header, a line for each fact, and last a line with the SHA-256 of all bytes
 * before it. The same run gives the same bytes.
 */
export function writeRecord({ facts, ...run }: Run): string {
  const { tool, started, finished, expectation, settings, judging } = run;
  const header = { version: VERSION, kind: KIND, tool, started, finished, expectation, settings, judging };
  const lines = [header, ...facts].map((line) => `${JSON.stringify(line)}\n`).join("");
  return `${lines}${JSON.stringify({ digest: sha256(lines) })}\n`;
}

/**
 * Reads a record.
 *
 * @param name of the file, for messages.
 * @throws RecordError where it is not whole, was changed after the run, or is of another version.
 */
export function readRecord(name: string, text: string): RecordedRun {
  const wrong = (what: string) => new RecordError(`${name} ${what}`);
  const end = text.lastIndexOf("\n", text.length - 2) + 1;
  const before = text.slice(0, end);
  const last = /^\{"digest":"([0-9a-f]{64})"\}\n$/.exec(text.slice(end));
  if (last === null || before === "")
    throw wrong("does not end as the record of a run does: it is none, or was cut short; nothing was judged");
  const digest = last[1] as string;
  if (sha256(before) !== digest)
    throw wrong("was changed after the run: its digest is not that of its lines; nothing was judged");
  const [header, ...facts] = before
    .slice(0, -1)
    .split("\n")
    .map((line, index) => parsed(line, index, wrong));
  const run = header as Run & { readonly version: unknown; readonly kind: unknown };
  if (run?.version !== VERSION || run.kind !== KIND)
    throw wrong(`is not a record of version ${VERSION}; the version that wrote it can read it`);
  if (!isRun(run)) throw wrong("has a first line that says too little to judge the run");
  const odd = facts.findIndex((fact) => !isFact(fact));
  if (odd >= 0) throw wrong(`has no fact in line ${odd + 2}; nothing was judged`);
  const { tool, started, finished, expectation, settings, judging } = run;
  return { tool, started, finished, expectation, settings, judging, facts: facts as Fact[], digest };
}

/**
 * The text of a record or of a report. Every text has its bytes and no others, so that bytes which say the same in
 * another way are a change too.
 *
 * @throws RecordError where the bytes are no UTF-8.
 */
export function textOf(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new RecordError(`${name} was changed after the run: its bytes are no text`, { cause: error });
  }
}

function parsed(line: string, index: number, wrong: (what: string) => RecordError): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw wrong(`has a line ${index + 1} that is no JSON; nothing was judged`);
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTime = (value: unknown): boolean => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === "string";

/** A record is written by this program; whoever wrote it otherwise gets an error instead of a judgement. */
function isRun({ tool, started, finished, expectation, judging }: Run): boolean {
  return (
    typeof tool === "string" &&
    isTime(started) &&
    isTime(finished) &&
    Array.isArray(expectation?.hosts) &&
    expectation.hosts.every((host) => isObject(host) && Array.isArray(host.containers) && Array.isArray(host.routes)) &&
    Array.isArray(judging?.criteria) &&
    judging.criteria.length > 0 &&
    judging.criteria.every((one) => CRITERIA.includes(one)) &&
    (judging.lines === undefined || isLines(judging.lines)) &&
    [judging.waivers?.waivers, judging.waivers?.invalid].every(Array.isArray) &&
    [judging.attestations?.attestations, judging.attestations?.invalid].every(Array.isArray)
  );
}

function isFact(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { source, host, subject, vantage, started, finished, observation, excerpt, digest } = value;
  return (
    [source, host, subject, vantage].every((part) => typeof part === "string") &&
    isTime(started) &&
    isTime(finished) &&
    isTextOrNull(excerpt) &&
    isTextOrNull(digest) &&
    isObject(observation) &&
    (observation.status === "seen"
      ? observation.value !== undefined
      : observation.status === "failed" &&
        FAILURES.some((failure) => failure === observation.failure) &&
        typeof observation.message === "string")
  );
}

function isLines(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => LINES.some(({ id }: { readonly id: string }) => id === one))
  );
}
