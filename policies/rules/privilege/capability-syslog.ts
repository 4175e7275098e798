import { remove } from "../../cure/edit.ts";
import { addedCapabilities, singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS = {
  SYSLOG: "it reads the messages of the host's kernel and the addresses in them",
};

export default rule({
  id: "capability-syslog",
  title: "A capability is added that reads the log of the host's kernel",
  why: "Kernel messages give away addresses and events of the host and of every other container.",
  premises: { precondition: "foothold", impact: "host", qualifiers: ["disclosure-only"] },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Remove it from the added capabilities; read kernel messages from the host's journal.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) => addedCapabilities(container, DANGEROUS),
});
