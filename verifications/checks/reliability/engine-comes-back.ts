import { check, NotSeen } from "../../check.ts";
import { drillFact } from "../../drills/drill.ts";
import type { EngineRestart } from "../../drills/values.ts";
import { hostsIn } from "../../expected.ts";

export default check({
  id: "engine-comes-back",
  criterion: "reliability",
  lines: ["DOC-4"],
  title: "Containers stay down after a restart of their engine",
  why: "Every update of the engine and every reboot restarts it; what then stays down is found by its users.",
  proof:
    "A drill restarts the engine of the host, and sees every declared container run with a passing test within its own bound.",
  remedy:
    "Do the drill (`readiness verify --drill engine-restart`); give what stays down the restart policy `unless-stopped`, and let it wait for what it needs.",
  references: [{ title: "Docker: live restore", url: "https://docs.docker.com/engine/daemon/live-restore/" }],
  validFor: 30 * 24,
  blocker: false,
  subjects: hostsIn,
  *judge({ host, declared }, look) {
    const { seconds, bound, containers } = look.value<EngineRestart>(drillFact("engine-restart", host));
    if (seconds === null) {
      yield { message: `${host}: its engine did not answer ${bound} s after a restart`, cause: "engine-down" };
      return;
    }
    const untold: string[] = [];
    for (const { name, runsOnce, stopped, healthcheck } of declared.containers) {
      if (runsOnce || stopped) continue;
      const back = containers.find(({ container }) => container === name);
      if (back === undefined) untold.push(name);
      else if (back.seconds === null || (healthcheck && back.health !== "healthy"))
        yield {
          message: `${name} was not back ${back.bound} s after the engine of ${host} was restarted: it is ${back.status ?? "missing"}${back.health === null ? "" : `, ${back.health}`}`,
          detail: name,
          cause: "does-not-come-back",
        };
    }
    if (untold.length > 0)
      throw new NotSeen("drill.engine-restart", `${host}: the drill did not look at ${untold.join(", ")}`);
  },
});
