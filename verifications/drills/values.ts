/** How a container came back: value of `drill.container-comes-back`, and part of others. */
export type Return = {
  readonly container: string;
  /** From the change until it ran and its test passed; null where that was not seen within the bound. */
  readonly seconds: number | null;
  /** Start period, intervals times retries, and a margin. */
  readonly bound: number;
  /** As last seen. */
  readonly status: string | null;
  /** Null without a healthcheck. */
  readonly health: string | null;
};

/** Value of `drill.portal-down`: the login portal was gone between these two moments, ISO 8601. */
export type PortalDown = {
  readonly from: string;
  readonly until: string;
  /** It did not run, neither before nor after the visits. */
  readonly down: boolean;
  readonly back: Return;
};

/** Value of `drill.engine-restart`. */
export type EngineRestart = {
  /** Until the engine answered again; null where it did not. */
  readonly seconds: number | null;
  readonly bound: number;
  /** Every declared container that is meant to run. */
  readonly containers: readonly Return[];
};
