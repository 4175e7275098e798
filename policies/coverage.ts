import { BEYOND_EDGE, EDGE } from "./coverage/edge.ts";
import { HOST } from "./coverage/host.ts";
import { NETWORK } from "./coverage/network.ts";
import { OPERATION } from "./coverage/operation.ts";
import { PRIVILEGE } from "./coverage/privilege.ts";
import { SUPPLY } from "./coverage/supply.ts";

/** One thing that a container linter, a benchmark or a policy library checks, and what became of it here. */
export interface Row {
  readonly row: number;
  /** When it fails, in words. */
  readonly fails: string;
  /** Ids of the rules that judge it; none only where `because` says why. */
  readonly rules: readonly string[];
  /** What the rules leave out and why, or why there is none. */
  readonly because?: string;
  /** Inputs of docker.Container; none where it has no input for it. */
  readonly pulumi: readonly string[];
  /** Keys of a compose service. */
  readonly compose: readonly string[];
  /** Fields of `docker inspect`. */
  readonly inspect: readonly string[];
  /** Controls of the CIS Docker Benchmark 1.6.0. */
  readonly cis: readonly string[];
  /** Rules of the OWASP Docker Security Cheat Sheet. */
  readonly owasp: readonly string[];
  /** Other tools that check it, with their name for it. */
  readonly also: string;
}

/** Sections of the coverage matrix, in order. */
export const COVERAGE: readonly { readonly title: string; readonly rows: readonly Row[] }[] = [
  { title: "Privilege", rows: PRIVILEGE },
  { title: "Namespaces and the host", rows: HOST },
  { title: "Network", rows: NETWORK },
  { title: "Resources and lifecycle", rows: OPERATION },
  { title: "Supply chain, secrets and leftovers", rows: SUPPLY },
];

const IN_ROWS = new Set(COVERAGE.flatMap(({ rows }) => rows).flatMap(({ rules }) => rules));
/** The edge has a matrix of its own; some of its rows are judged by rules that others have too. */
const BEYOND_ROWS = [...new Set([...EDGE.flatMap(({ rules }) => rules), ...BEYOND_EDGE])]
  .filter((id) => !IN_ROWS.has(id))
  .sort();

/** Rules that stand in no row: nobody else has them. */
export const BEYOND: readonly { readonly title: string; readonly rules: readonly string[] }[] = [
  {
    title: "Routes and guards of the reverse proxy",
    rules: BEYOND_ROWS,
  },
  {
    title: "Inputs that only Pulumi has, and lists that keep duplicates",
    rules: ["declared-twice", "network-mode-conflict"],
  },
  {
    title: "How data is kept a second time",
    rules: [
      "backup-policies-contradict",
      "backup-policy-unreadable",
      "backup-reason-missing",
      "backup-rpo-not-kept",
      "data-without-backup",
      "database-copied-while-it-runs",
    ],
  },
  {
    title: "What went wrong on real hosts",
    rules: ["packages-installed-at-start", "setting-refused-by-image", "versions-apart"],
  },
];
