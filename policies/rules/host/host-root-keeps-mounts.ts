import { set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { needsRoot } from "../../mounts/exporter.ts";
import { hostPath } from "../../mounts/host-path.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

const FOLLOWS = new Set(["rslave", "slave", "rshared", "shared"]);

export default rule({
  id: "host-root-keeps-mounts",
  title: "An exporter keeps file systems in use that the host has unmounted",
  why: "Its copy of the mount is not told of the unmount, so a disk cannot be taken out and its figures stay wrong.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("node_exporter in a container", "https://github.com/prometheus/node_exporter#docker"),
    page("Bind propagation", "https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation"),
  ],
  remedy: "Mount `/` with the propagation rslave.",
  cure: ({ at }) => [set(`${at}.propagation`, "rslave")],
  appliesTo: (container) => needsRoot(container) || "its image is no exporter that sees every file system",
  check: (container) =>
    each(container.mounts, (mount) =>
      hostPath(mount) === "/" && !FOLLOWS.has(mount.propagation ?? "")
        ? { at: mount.at, detail: "/", message: "the host's / is mounted without the propagation rslave" }
        : undefined,
    ),
});
