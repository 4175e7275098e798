import { set } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "restart-unbounded",
  title: "A restart on failure has no bound",
  why: "A container that cannot start is started for ever, which fills logs and load and looks like a service that runs.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.15"),
    page("Start containers automatically", "https://docs.docker.com/engine/containers/start-containers-automatically/"),
  ],
  remedy: "Give on-failure a maximum of 5 attempts, or use unless-stopped for a service.",
  cure: () => [set("restart.maxRetries", 5)],
  appliesTo: ({ restart }) => restart.policy === "on-failure" || "its restart policy is not on-failure",
  *check({ restart }) {
    if (restart.maxRetries === undefined)
      yield { at: "restart.policy", message: "it is started again after every failure without any bound" };
  },
});
