import { remove } from "../../cure/edit.ts";
import { addedCapabilities, singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS = {
  SYS_PTRACE: "it reads and changes the memory of every process in its namespace",
  DAC_READ_SEARCH: "it opens files of the host by their handle, whatever their permissions",
};

export default rule({
  id: "capability-trace",
  title: "A capability is added that looks into other processes or files",
  why: "Code in the container reads memory of other processes in its reach, or files of the host by their handle, whatever their permissions.",
  premises: { precondition: "foothold", impact: "host", qualifiers: ["disclosure-only"] },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Remove it from the added capabilities; debug from the host instead.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) => addedCapabilities(container, DANGEROUS),
});
