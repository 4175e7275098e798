import { set } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "swap-unlimited",
  title: "The memory limit leaves room for swap",
  why: "Instead of being ended at its limit, the container swaps and slows the disks of the whole host down.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "--memory-swap details",
      "https://docs.docker.com/engine/containers/resource_constraints/#--memory-swap-details",
    ),
  ],
  remedy: "Set memory and swap together to the same value as the memory limit; that means no swap.",
  cure: ({ at }, { memory = 0 }) => [set(at, memory)],
  appliesTo: (container) =>
    container.memory !== undefined ||
    "without a memory limit there is none for swap; the rule memory-unlimited says so",
  *check(container) {
    const { memory, memorySwap, memoryReservation } = container;
    if (memorySwap === undefined)
      yield {
        at: "memorySwap",
        detail: "unset",
        message: "its swap is not limited, so it takes as much swap as memory on top of its limit",
      };
    if (memorySwap === -1) yield { at: "memorySwap", detail: "unlimited", message: "its swap is declared unlimited" };
    if (memory !== undefined && memoryReservation !== undefined && memoryReservation > memory)
      yield {
        at: "memoryReservation",
        detail: "reservation",
        message: "its memory reservation is above its memory limit, which the engine refuses",
      };
  },
});
