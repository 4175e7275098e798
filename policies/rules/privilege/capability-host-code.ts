import { remove } from "../../cure/edit.ts";
import { addedCapabilities, singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DANGEROUS = {
  SYS_ADMIN: "mounting and most of the kernel's administration lead straight to the host",
  SYS_MODULE: "it loads code into the kernel of the host",
  SYS_RAWIO: "it reads and writes memory and devices of the host past the kernel",
};

export default rule({
  id: "capability-host-code",
  title: "A capability is added that runs code on the host",
  why: "Mounting, loading kernel modules or writing raw memory needs no further flaw: root in the container becomes root on the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Remove it from the added capabilities; do the work that needs it in a unit on the host.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) => addedCapabilities(container, DANGEROUS),
});
