import { check } from "../../check.ts";
import { hostsIn, needsHost, ofHost, whereSeen } from "../../expected.ts";
import type { ReasonsValue, UnitsValue } from "../../facts/host/values.ts";

/** Restarts of a unit since the host was started from which it is no accident. */
const OFTEN = 5;

export default check({
  id: "units-steady",
  criterion: "reliability",
  lines: [],
  title: "A unit of the host has failed, or systemd starts it again and again",
  why: "What runs beside the containers (VPN, backups, timers) is seen by no counter of the engine.",
  proof:
    "`systemctl list-units --state=failed` is empty, and NRestarts of every service is below five. The journal of what has failed is searched for containers that do not exist and for numbers of errors.",
  remedy: "See why it ends: `systemctl status UNIT`, `journalctl -u UNIT`; then `systemctl reset-failed UNIT`.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look) {
    const { failed, restarts } = look.value(ofHost("units", host)) as unknown as UnitsValue;
    const reasons = whereSeen<ReasonsValue>(look, ofHost("reasons", host));
    for (const unit of failed)
      yield { message: `${host}: ${unit} has failed${said(reasons?.[unit])}`, detail: unit, cause: "unit-failed" };
    for (const [unit, times] of Object.entries(restarts))
      if (times >= OFTEN && !failed.includes(unit))
        yield { message: `${host}: ${unit} was started again ${times} times`, detail: unit, cause: "flapping" };
  },
});

/** What its journal tells besides. */
function said(reason: ReasonsValue[string] | undefined): string {
  if (reason === undefined) return "";
  const { status, runs, missing, codes } = reason;
  const words = [
    ...(status === null || status === 0 ? [] : [`its command ended with ${status}`]),
    ...(runs > 1 ? [`so it went ${runs} times`] : []),
    ...missing.map((name) => `there is no container ${name}`),
    ...codes.map((code) => `somebody whom it asked answered with error ${code}`),
  ];
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}
