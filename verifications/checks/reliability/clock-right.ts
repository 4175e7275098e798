import { check, NotSeen } from "../../check.ts";
import { hostsIn, needsHost, ofHost } from "../../expected.ts";
import type { ClockValue } from "../../facts/host/values.ts";

/** Seconds: one-time passwords, tokens and metrics of two hosts bear no more. */
const WRONG = 2;
/** Seconds of uncertainty from which nobody can tell. */
const VAGUE = 5;

export default check({
  id: "clock-right",
  criterion: "reliability",
  lines: [],
  title: "The clock of a host is wrong",
  why: "Logins by one-time password fail, certificates seem to be not yet valid, and logs and metrics of two hosts do not match.",
  proof:
    "`date` of the host against this machine, less the time that the question was on its way, differs by less than two seconds, and nothing says that the clock is left to itself.",
  remedy:
    "Let something keep its clock right: `timedatectl set-ntp true`, or chrony. Look at the clock of this machine, too.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look) {
    const { ahead, within, synchronised } = look.value(ofHost("clock", host)) as unknown as ClockValue;
    const off = Math.abs(ahead) - within;
    if (off >= WRONG)
      yield {
        message: `${host}: its clock is ${off.toFixed(1)} s or more ${ahead > 0 ? "ahead" : "behind"}`,
        detail: "offset",
        cause: "clock-wrong",
      };
    if (synchronised === false)
      yield { message: `${host}: nothing keeps its clock right`, detail: "synchronised", cause: "clock-wrong" };
    if (within >= VAGUE) throw new NotSeen("host.clock", `${host} took too long to say its time`);
  },
});
