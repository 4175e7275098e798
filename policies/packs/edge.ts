import { DEFAULT } from "./default.ts";
import type { Pack } from "./pack.ts";

const EXPOSED = "on a host that the whole Internet reaches, the first foothold is a matter of time";
const FLOODED = "on a host that the whole Internet reaches, anybody can make it happen";
const CONFIRM = "on a host that the whole Internet reaches, somebody has to have looked at it";

/** A host that the Internet reaches: what limits a break-in or a flood refuses as well. */
export const EDGE: Pack = {
  ...DEFAULT,
  name: "edge",
  description:
    "is default for a host that the Internet reaches: what limits a break-in or a flood refuses as well, privileged and database ports are shown",
  overrides: {
    ...DEFAULT.overrides,
    "capabilities-not-dropped": { level: "mandatory", because: EXPOSED },
    "new-privileges-allowed": { level: "mandatory", because: EXPOSED },
    "root-user": { level: "mandatory", because: EXPOSED },
    "memory-unlimited": { level: "mandatory", because: FLOODED },
    "logs-never-rotate": { level: "mandatory", because: FLOODED },
    "database-port-on-host": { level: "advisory", because: CONFIRM },
    "privileged-port": { level: "advisory", because: CONFIRM },
  },
};
