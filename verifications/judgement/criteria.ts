import type { Criterion } from "../check.ts";

/** How much a criterion counts, and the least that it must reach by itself. */
export interface Weighted {
  readonly title: string;
  /** Of 100 together: the weights of the proposal, which sum up. */
  readonly weight: number;
  /**
   * The least low end of the criterion, of 100. The proposal demands "all 8 category minimums" and names
   * none; its targets are the only numbers that it gives for a category, and so they are the minimums.
   */
  readonly minimum: number;
}

export const CRITERION: Readonly<Record<Criterion, Weighted>> = {
  availability: { title: "Availability", weight: 20, minimum: 95 },
  reliability: { title: "Reliability", weight: 10, minimum: 95 },
  monitoring: { title: "Monitoring", weight: 12, minimum: 90 },
  security: { title: "Security", weight: 15, minimum: 90 },
  documentation: { title: "Documentation", weight: 15, minimum: 85 },
  backup: { title: "Backup and recovery", weight: 10, minimum: 85 },
  "change-control": { title: "Change control", weight: 8, minimum: 95 },
  acceptance: { title: "Acceptance", weight: 10, minimum: 85 },
};
