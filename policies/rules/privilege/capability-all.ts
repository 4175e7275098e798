import { remove } from "../../cure/edit.ts";
import { addedCapabilities } from "../../privileges/capabilities.ts";
import { unlessPrivileged } from "../../privileges/implied.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "capability-all",
  title: "All capabilities are added",
  why: "Among them are those that load kernel modules and mount file systems: root in the container is root on the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.4"),
    owasp("3"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Replace ALL by the few capabilities that the service was seen to need.",
  cure: () => [remove("capAdd", "which capabilities the service was seen to need; add those")],
  appliesTo: unlessPrivileged,
  check: (container) =>
    addedCapabilities(container, { ALL: "every capability there is, which is as good as privileged" }),
});
