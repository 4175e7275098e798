import type { Blocker, Criterion } from "../check.ts";
import type { Failure } from "../fact.ts";
import type { Cause, Unknown } from "./causes.ts";
import type { Result, State } from "./result.ts";
import type { Reason, Standing, Verdict } from "./verdict.ts";

/**
 * What a run came to, whole: every format shows this and nothing else. Plain JSON, described by
 * `reports/verification.schema.json`, the same bytes for the same record and the same tool.
 */
export interface VerificationReport {
  readonly version: 1;
  /** Version of the tool that judged. */
  readonly tool: string;
  /** SHA-256 of the record that it was judged from, in hexadecimal digits. */
  readonly record: string;
  /** ISO 8601 in UTC. */
  readonly started: string;
  readonly finished: string;
  /** The criteria that the verdict is about. */
  readonly criteria: readonly Criterion[];
  /** Lines that the verdict is about instead; null where it is about whole criteria. */
  readonly lines: readonly string[] | null;
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly score: ReportedScore;
  readonly summary: Readonly<Record<State, number>> & { readonly results: number; readonly checks: number };
  readonly causes: readonly Cause[];
  readonly unknowns: readonly Unknown[];
  /** Checks of the definition that this version of the tool has not: their lines are unknown. */
  readonly unwritten: readonly string[];
  readonly hosts: readonly ReportedHost[];
  readonly checks: readonly ReportedCheck[];
  readonly results: readonly Result[];
  readonly attestations: readonly ReportedAttestation[];
  /** What is wrong with waivers and attestations, and what of the declaration could not be read. */
  readonly problems: readonly string[];
  readonly facts: Readonly<Record<"seen" | Failure, number>>;
}

interface Range {
  /** What is proved, 0 to 100. */
  readonly low: number;
  /** What is not disproved. */
  readonly high: number;
  /** Share that was decided, 0 to 1. */
  readonly coverage: number;
}

export interface ReportedScore extends Range {
  readonly grade: string;
  readonly says: string;
  readonly criteria: readonly (Range & {
    readonly criterion: Criterion;
    readonly title: string;
    readonly weight: number;
    readonly minimum: number;
    readonly standing: Standing;
    readonly lines: readonly ReportedLine[];
  })[];
}

export interface ReportedLine extends Range {
  readonly line: string;
  readonly text: string;
  readonly checks: readonly string[];
  /** Null where nobody's word is needed. */
  readonly attested: boolean | null;
}

export interface ReportedCheck {
  readonly id: string;
  readonly criterion: Criterion;
  readonly lines: readonly string[];
  readonly title: string;
  readonly why: string;
  readonly proof: string;
  readonly remedy: string;
  readonly blocker: Blocker;
  /** Hours. */
  readonly validFor: number;
}

/** What is declared of a host, and what was seen of it. */
export interface ReportedHost {
  readonly name: string;
  readonly containers: readonly { readonly name: string; readonly image: string | null; readonly state: State }[];
  readonly routes: readonly ReportedRoute[];
  readonly backups: readonly ReportedBackup[];
}

/** How the data of a host is kept: what is declared, what was seen, and what is wrong with it. Times in seconds. */
export interface ReportedBackup {
  /** Name of the volume, or path of the folder. */
  readonly source: string;
  readonly kind: "volume" | "folder";
  readonly containers: readonly string[];
  /** Null where nothing is declared, or that it needs none. */
  readonly tool: string | null;
  readonly store: string | null;
  /** Why it needs none; null where it does. */
  readonly none: string | null;
  /** The newest archive that holds it, and how old it was when it was judged. */
  readonly last: { readonly time: string; readonly age: number } | null;
  /** The last restore that proved it, and when the archive was made that came back. */
  readonly restored: { readonly time: string; readonly made: string } | null;
  /** What may be lost, and what would have been. */
  readonly rpo: { readonly declared: number | null; readonly measured: number | null };
  /** How long it may take to bring it back, and how long it takes by the speed of the drill. */
  readonly rto: { readonly declared: number | null; readonly measured: number | null };
  /** The worst that any check says of it or of where it is kept; null where none has anything to say. */
  readonly state: State | null;
  readonly why: readonly string[];
}

export interface ReportedRoute {
  /** `https://cloud.example.org/` */
  readonly url: string;
  readonly container: string;
  readonly access: string | null;
  /** The worst that any check says of it. */
  readonly state: State;
  /** What it answered from each point of view: `302 to login.example.org`, `timeout`. */
  readonly answers: readonly { readonly vantage: string; readonly said: string }[];
}

export interface ReportedAttestation {
  readonly line: string;
  readonly who: string;
  readonly when: string;
  readonly expires: string;
  readonly statement: string;
  /** Of the record that was looked at. */
  readonly digest: string;
  readonly holds: boolean;
}
