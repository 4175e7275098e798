import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS: Readonly<Record<string, string>> = {
  SYS_NICE: "it takes processor time from every other process of the host",
  IPC_LOCK: "it pins memory that the host can then no longer swap out, and no memory limit bounds it",
  LEASE: "it holds up whoever opens a file that it has leased",
};

export default rule({
  id: "capability-starvation",
  title: "A capability is added that starves the host",
  why: "One container that misbehaves takes processor time, memory or files from everything else on the host.",
  premises: { precondition: "foothold", impact: "host", qualifiers: ["availability-only"] },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy:
    "Remove it from the added capabilities; where a service has to lock memory (IPC_LOCK), give it a memory limit.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) =>
    each(container.capAdd, ({ at, name }) =>
      Object.hasOwn(DANGEROUS, name) && !(name === "IPC_LOCK" && container.memory !== undefined)
        ? { at, detail: name, message: `${name} is added: ${DANGEROUS[name]}` }
        : undefined,
    ),
});
