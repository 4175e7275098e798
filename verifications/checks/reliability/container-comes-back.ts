import { check, NotSeen } from "../../check.ts";
import { drillFact } from "../../drills/drill.ts";
import type { Return } from "../../drills/values.ts";
import { hostsIn } from "../../expected.ts";

export default check({
  id: "container-comes-back",
  criterion: "reliability",
  lines: ["DOC-4"],
  title: "A container whose process dies does not come back by itself",
  why: "A restart policy is a claim until a process has died: an application may come up only by hand, or too late.",
  proof:
    "A drill kills the main process of the container that its consent names, and sees it run with a passing test within start period, intervals times retries and a margin.",
  remedy:
    "Do the drill (`readiness verify --drill container-comes-back`); where it fails, see in the log of the container why it does not start (`docker logs NAME`).",
  references: [
    {
      title: "Docker: start containers automatically",
      url: "https://docs.docker.com/engine/containers/start-containers-automatically/",
    },
  ],
  validFor: 30 * 24,
  blocker: false,
  subjects: hostsIn,
  *judge({ host, declared }, look) {
    const key = drillFact("container-comes-back", host);
    const { container, seconds, bound, status, health } = look.value<Return>(key);
    if (!declared.containers.some(({ name }) => name === container))
      throw new NotSeen("drill.container-comes-back", `${host}: the container of the drill is not declared any more`);
    if (seconds === null) {
      yield {
        message: `${container} was not back ${bound} s after its process was killed: it is ${status ?? "missing"}${health === null ? "" : `, ${health}`}`,
        cause: "does-not-come-back",
      };
      return;
    }
    if (health === null)
      throw new NotSeen(
        "drill.container-comes-back",
        `${container} runs again, and has no test that says whether it works`,
      );
  },
});
