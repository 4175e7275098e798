import { check, type Look, NotSeen } from "../../check.ts";
import { drillFact } from "../../drills/drill.ts";
import type { EngineRestart, Return } from "../../drills/values.ts";
import { type ContainerSubject, servicesIn } from "../../expected.ts";

export default check<ContainerSubject>({
  id: "restart-times-known",
  criterion: "reliability",
  lines: ["PERF-2"],
  title: "Nobody has measured how long a container takes to come back",
  why: "A bound for an outage that nobody measured is a guess, and the next restart is when it turns out wrong.",
  proof:
    "The time from the change until the container ran with a passing test, as the drills `engine-restart` and `container-comes-back` measured it within 30 days.",
  remedy: "Do the drill that restarts the engine (`readiness verify --drill engine-restart`).",
  references: [],
  validFor: 30 * 24,
  blocker: false,
  subjects: servicesIn,
  blockedBy: ({ host }) => [{ check: "engine-comes-back", subject: { host, name: "-" } }],
  *judge({ host, name }, look) {
    const killed = read<Return>(look, "container-comes-back", host);
    if (killed?.container === name && killed.seconds !== null) return;
    const { containers } = look.value<EngineRestart>(drillFact("engine-restart", host));
    const back = containers.find(({ container }) => container === name);
    if (back === undefined) throw new NotSeen("drill.engine-restart", `${name} was not looked at by the drill`);
    if (back.seconds === null)
      yield {
        message: `${name} was not back after ${back.bound} s, so nobody knows how long it takes`,
        detail: "bound",
      };
  },
});

/** Undefined where nobody did the drill. */
function read<T extends object>(look: Look, source: string, host: string): T | undefined {
  try {
    return look.value(drillFact(source, host)) as unknown as T;
  } catch (error) {
    if (error instanceof NotSeen) return undefined;
    throw error;
  }
}
