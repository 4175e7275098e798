import { propose } from "../../cure/edit.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "cpu-unlimited",
  title: "The container has no limit for processor time",
  why: "One that runs wild slows down everything else on the host.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    cis("5.12"),
    owasp("7"),
    page("Resource constraints: CPU", "https://docs.docker.com/engine/containers/resource_constraints/#cpu"),
  ],
  remedy: "Set cpus to the number of cores it may use at most; cpuShares is a weight and no limit.",
  cure: ({ at }) => [propose(at, 1, "how many cores it was seen to use, and some more")],
  *check({ cpus }) {
    if (cpus === undefined) yield { at: "cpus", message: "it has no limit for processor time" };
  },
});
