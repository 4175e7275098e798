import { DEFAULT } from "./default.ts";
import type { Pack } from "./pack.ts";

const NO_INTERNET = "only people inside reach this host, so it is advice here";

/** A host that nobody outside of the own network or VPN can reach. Whatever gives away the host still refuses. */
export const INTERNAL: Pack = {
  ...DEFAULT,
  name: "internal",
  description:
    "is default for a host that only the own network or VPN reaches: open ports and unguarded routes are advice, what gives away the host still refuses",
  overrides: {
    ...DEFAULT.overrides,
    "port-on-every-address": { level: "advisory", because: NO_INTERNET },
    "route-without-guard": { level: "advisory", because: NO_INTERNET },
    "routed-port-published": { level: "advisory", because: NO_INTERNET },
  },
};
