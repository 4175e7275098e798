import { propose } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "all-gpus",
  title: "All graphics processors are passed in",
  why: "One container that computes takes the processors from all others, and the driver's interface to the kernel is large.",
  premises: { precondition: "second-flaw", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [cis("5.18"), page("Access an NVIDIA GPU", "https://docs.docker.com/engine/containers/gpu/")],
  remedy: "Name the processors by their ids where the host has more than one.",
  cure: ({ at }) => [propose(at.replace("deviceRequests", "gpus"), "0", "which of the processors, by number or id")],
  appliesTo({ gpus }) {
    if (gpus === undefined) return "what reads this source does not read graphics processors";
    return gpus.length > 0 || "no graphics processor is passed to it";
  },
  check: ({ gpus = [] }) =>
    each(gpus, ({ at, name }) =>
      name === "all" ? { at, message: "it gets every graphics processor of the host" } : undefined,
    ),
});
