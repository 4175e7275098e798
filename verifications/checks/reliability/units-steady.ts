import { check } from "../../check.ts";
import { hostsIn, needsHost, ofHost } from "../../expected.ts";
import type { UnitsValue } from "../../facts/host/values.ts";

/** Restarts of a unit since the host was started from which it is no accident. */
const OFTEN = 5;

export default check({
  id: "units-steady",
  criterion: "reliability",
  lines: [],
  title: "A unit of the host has failed, or systemd starts it again and again",
  why: "What runs beside the containers (VPN, backups, timers) is seen by no counter of the engine.",
  proof: "`systemctl list-units --state=failed` is empty, and NRestarts of every service is below five.",
  remedy: "See why it ends: `systemctl status UNIT`, `journalctl -u UNIT`; then `systemctl reset-failed UNIT`.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look) {
    const { failed, restarts } = look.value(ofHost("units", host)) as unknown as UnitsValue;
    for (const unit of failed) yield { message: `${host}: ${unit} has failed`, detail: unit, cause: "unit-failed" };
    for (const [unit, times] of Object.entries(restarts))
      if (times >= OFTEN && !failed.includes(unit))
        yield { message: `${host}: ${unit} was started again ${times} times`, detail: unit, cause: "flapping" };
  },
});
