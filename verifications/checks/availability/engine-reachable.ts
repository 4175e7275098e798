import { check, NotSeen } from "../../check.ts";
import { hostsIn, needsHost, ofEngine } from "../../expected.ts";

/** Failures that say something about the engine, and not about who asks. */
const CAUSES: Readonly<Record<string, string>> = {
  timeout: "engine-silent",
  refused: "engine-down",
  unreachable: "engine-unreachable",
  protocol: "engine-broken",
  missing: "engine-broken",
};

export default check({
  id: "engine-reachable",
  criterion: "availability",
  lines: [],
  title: "The engine of a host does not answer",
  why: "No container of the host can be seen, started or replaced while its engine is down.",
  proof: "`GET /info` of the engine has to be answered as an engine answers, within its deadline.",
  remedy: "Look at the engine on the host: `systemctl status docker`, `journalctl -u docker`.",
  references: [],
  validFor: 1,
  blocker: true,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge(subject, look) {
    const attempt = look.attempt(ofEngine("engine", subject));
    if (attempt.seen) return;
    const cause = CAUSES[attempt.failure];
    // A key that is missing here says nothing about the engine there.
    if (cause === undefined) throw new NotSeen("docker.engine", attempt.message);
    yield { message: attempt.message, cause };
  },
});
