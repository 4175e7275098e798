import { set } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "restart-policy-missing",
  title: "A service is not started again when it ends",
  why: "After a crash or a restart of the host it stays down until somebody notices, and so does what depends on it.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    cis("5.15"),
    page("Start containers automatically", "https://docs.docker.com/engine/containers/start-containers-automatically/"),
  ],
  remedy: "Set restart to unless-stopped; for a task that is meant to end, declare mustRun: false.",
  cure: ({ at }) => [set(at, "unless-stopped")],
  appliesTo: ({ runsOnce }) => !runsOnce || "it is meant to end",
  *check({ restart }) {
    if (restart.policy === "no")
      yield {
        at: "restart.policy",
        message: "it has no restart policy, so it stays down after a crash or a restart of the host",
      };
  },
});
