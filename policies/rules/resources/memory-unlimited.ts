import { propose, set } from "../../cure/edit.ts";
import { MEBIBYTE } from "../../cure/values.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "memory-unlimited",
  title: "The container may take all memory of the host",
  why: "One leak or one flood of requests makes the kernel end processes of other containers, or of the host.",
  premises: { precondition: "foothold", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    cis("5.11"),
    owasp("7"),
    page(
      "Resource constraints",
      "https://docs.docker.com/engine/containers/resource_constraints/#limit-a-containers-access-to-memory",
    ),
  ],
  remedy: "Set a memory limit above what the service was seen to use, and the same value for memory and swap together.",
  cure: ({ at }, { memoryReservation = 0, shmSize = 0 }) => {
    const limit = Math.max(512 * MEBIBYTE, 2 * memoryReservation, 2 * shmSize);
    return [propose(at, limit, "how much it was seen to use, and some more"), set("memorySwap", limit)];
  },
  *check(container) {
    if (container.memory === undefined)
      yield { at: "memory", message: "it has no memory limit, so one leak in it takes the memory of the whole host" };
  },
});
