import type { Lab } from "../lab.ts";

/** Something that goes wrong in a lab, and who has to be blamed for it. */
export interface Fault {
  /** A sentence that is true of the lab while the fault is in it. */
  readonly title: string;
  /**
   * Results of the verifier that have to fail: `check host/subject`. Everything else that fails or cannot be told
   * has to name one of them as its cause.
   */
  readonly blames: readonly string[];
  /** Cases of defects that were found on real hosts and that this one is. */
  readonly cases?: readonly string[];
  /** Seconds until the fault shows, where it does not at once: a health check has to fail three times. */
  readonly showsAfter?: number;
  /** Breaks something. @returns what mends it again. */
  inject(lab: Lab): Promise<() => Promise<void>>;
}

/** Declares a fault; its name is that of its file. */
export function fault(description: Fault): Fault {
  return description;
}
