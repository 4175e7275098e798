import { type Attempt, check, type Look, NotSeen } from "../../check.ts";
import { hostsBehindVpn } from "../../edge/vpn.ts";
import { hostsIn, ofEngine, ofHost } from "../../expected.ts";
import type { FactKey } from "../../fact.ts";

/** Answers, of whatever kind, come from a host that is there. */
const ANSWERS: ReadonlySet<string> = new Set(["refused", "protocol", "missing"]);
const SILENCE: ReadonlySet<string> = new Set(["timeout", "unreachable"]);

export default check({
  id: "host-reachable",
  criterion: "availability",
  lines: [],
  title: "A host does not answer at all",
  why: "Everything that is declared on it is down, or nobody can tell: one cause instead of a finding for each container.",
  proof: "Its engine (`GET /info`) and its shell are asked; one answer of any kind proves that the host is there.",
  remedy: "Look whether the host is up and whether this machine has a way there (VPN, firewall), then verify again.",
  references: [],
  validFor: 1,
  blocker: true,
  subjects: hostsIn,
  blockedBy: ({ host }, expectation) =>
    hostsBehindVpn(expectation)
      .filter((subject) => subject.host === host)
      .map((subject) => ({ check: "vpn-control-answers", subject })),
  *judge(subject, look) {
    const attempts = [ofEngine("engine", subject), ofHost("clock", subject.host)].map((key) => attemptOf(look, key));
    const made = attempts.filter((attempt): attempt is Attempt => !(attempt instanceof NotSeen));
    if (made.some((attempt) => attempt.seen || ANSWERS.has(attempt.failure))) return;
    if (made.some((attempt) => !attempt.seen && SILENCE.has(attempt.failure)))
      yield {
        message: `${subject.host} does not answer, so nothing that is declared on it serves anybody`,
        cause: "host-unreachable",
      };
    else throw attempts.find((attempt) => attempt instanceof NotSeen) ?? notTold(subject.host, made);
  },
});

function attemptOf(look: Look, key: FactKey): Attempt | NotSeen {
  try {
    return look.attempt(key);
  } catch (error) {
    if (error instanceof NotSeen) return error;
    throw error;
  }
}

function notTold(host: string, made: readonly Attempt[]): NotSeen {
  const [first] = made;
  return new NotSeen("host", first?.seen === false ? first.message : `nobody asked ${host}`);
}
