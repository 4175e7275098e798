import { check } from "../../check.ts";
import { type ContainerSubject, known, needsEngine, ofEngine, servicesIn } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";

const COMES_BACK: ReadonlySet<string> = new Set(["always", "unless-stopped"]);

export default check<ContainerSubject>({
  id: "restart-in-force",
  criterion: "reliability",
  lines: ["INF-4"],
  title: "A container does not come back by itself",
  why: "After the next crash, or the next restart of the host, its service stays down until somebody notices.",
  proof: "`HostConfig.RestartPolicy` of the container is always or unless-stopped, and the declared one.",
  remedy:
    "Declare `restart: unless-stopped` and apply it; `docker update --restart unless-stopped NAME` does so without a restart.",
  references: [
    {
      title: "Docker: start containers automatically",
      url: "https://docs.docker.com/engine/containers/start-containers-automatically/",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: servicesIn,
  blockedBy: (subject) => [...needsEngine(subject), { check: "container-runs", subject }],
  *judge(subject, look) {
    const { container, name } = subject;
    const { restart } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    const wanted = known(container, "restart");
    if (!COMES_BACK.has(restart.policy))
      yield {
        message: `${name} is not started with the host: its restart policy in force is ${restart.policy}`,
        detail: "never",
      };
    else if (restart.policy !== wanted)
      yield {
        message: `${name} has the restart policy ${restart.policy}, and ${wanted} is declared`,
        detail: "policy",
      };
  },
});
