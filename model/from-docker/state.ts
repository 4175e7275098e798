import type { Inputs } from "../from-pulumi/inputs.ts";
import { UnknownValue } from "../unknown.ts";

/** What a container does just now. */
export interface RunningState {
  /** `running`, `exited`, `created`, `paused`, `restarting`, `dead`; undefined where it does not say so. */
  readonly status: string | undefined;
  /** Undefined where it is not known. */
  readonly running: boolean | undefined;
  readonly exitCode: number | undefined;
  /** `healthy`, `unhealthy`, `starting`; undefined without a healthcheck. */
  readonly health: string | undefined;
  /** The engine lets it be found under this name as well. */
  readonly hostname: string | undefined;
  /** Id of its image, `sha256:…`. */
  readonly imageId: string | undefined;
}

/** Reads `State` and the id of the image; what cannot be read is undefined. */
export function readState(inputs: Inputs): RunningState {
  const state = attempt(() => inputs.object("State"));
  const status = attempt(() => state?.string("Status"));
  return {
    status: status !== undefined && /^[a-z]{1,20}$/.test(status) ? status : undefined,
    running: attempt(() => state?.boolean("Running")),
    exitCode: attempt(() => state?.number("ExitCode")),
    health: attempt(() => state?.object("Health")?.string("Status")),
    hostname: attempt(() => inputs.object("Config")?.string("Hostname")),
    imageId: attempt(() => inputs.string("Image")),
  };
}

function attempt<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}
