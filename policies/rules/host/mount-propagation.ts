import { set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { cleanPath } from "../../mounts/host-path.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default rule({
  id: "mount-propagation",
  title: "What is mounted in the container appears on the host",
  why: "Shared propagation lets a process that may mount lay its own files over folders of the host and of other containers.",
  premises: { precondition: "second-flaw", impact: "host", qualifiers: ["integrity-only"] },
  references: [
    cis("5.20"),
    page(
      "Configure bind propagation",
      "https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation",
    ),
  ],
  remedy: "Use rslave where the container has to see later mounts of the host, else leave the propagation out.",
  cure: ({ at }) => [set(at, "rslave")],
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) =>
      mount.propagation === "shared" || mount.propagation === "rshared"
        ? {
            at: `${mount.at}.propagation`,
            detail: cleanPath(mount.target),
            message: `the propagation of ${shown(cleanPath(mount.target))} is ${mount.propagation}, so mounts of the container appear on the host`,
          }
        : undefined,
    ),
});
