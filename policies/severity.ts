/**
 * Severity follows from two written premises by one table; no rule states its severity itself.
 * Precondition: what somebody, or an accident, needs before the setting does harm.
 * Impact: how far the harm reaches.
 */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What has to be there before the setting does harm. */
export type Precondition =
  /** Nothing more: the setting is the harm. */
  | "none"
  /** Only reach, or untrusted input. */
  | "reach"
  /** Code running in the container. */
  | "foothold"
  /** A foothold and a second flaw: defence in depth. */
  | "second-flaw";

/** How far the harm reaches. */
export type Impact = "host" | "neighbours" | "container";

/** What moves the severity off the table's value by one step. */
export type Qualifier =
  /** One down: only reads are possible. */
  | "disclosure-only"
  /** One down: only availability suffers. */
  | "availability-only"
  /** One down: only integrity suffers. */
  | "integrity-only"
  /** One up: it helps an attacker before any foothold. */
  | "before-foothold";

export interface Premises {
  readonly precondition: Precondition;
  readonly impact: Impact;
  readonly qualifiers?: readonly Qualifier[];
}

const TABLE: Record<Precondition, Record<Impact, Severity>> = {
  none: { host: "critical", neighbours: "critical", container: "high" },
  reach: { host: "critical", neighbours: "high", container: "high" },
  foothold: { host: "high", neighbours: "high", container: "medium" },
  "second-flaw": { host: "high", neighbours: "medium", container: "low" },
};

/** The severity that follows from the premises. */
export function severityOf({ precondition, impact, qualifiers = [] }: Premises): Severity {
  const steps = qualifiers.reduce((sum, qualifier) => sum + (qualifier === "before-foothold" ? 1 : -1), 0);
  const index = SEVERITIES.indexOf(TABLE[precondition][impact]) + steps;
  return SEVERITIES[Math.min(Math.max(index, 0), SEVERITIES.length - 1)] as Severity;
}
