import { remove } from "../../cure/edit.ts";
import { addedCapabilities, singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS = {
  SYS_TIME: "it sets the clock of the whole host",
  PERFMON: "it watches every process of the host through performance counters",
};

export default rule({
  id: "capability-time",
  title: "A capability is added that sets the clock or measures the host",
  why: "The clock belongs to the whole host: certificates, one-time passwords, logs and backups of everybody follow it; performance counters watch every process.",
  premises: { precondition: "foothold", impact: "host" },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Remove it from the added capabilities; set the clock by a time service on the host, measure from the host.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) => addedCapabilities(container, DANGEROUS),
});
