import { remove, set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { needsRoot } from "../../mounts/exporter.ts";
import { hostPath } from "../../mounts/host-path.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "host-root-mounted",
  title: "The whole file system of the host is mounted",
  why: "Every secret of the host and the engine's socket lie in it; writable, it is root on the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.6"),
    page("Bind mounts", "https://docs.docker.com/engine/storage/bind-mounts/"),
    page("node_exporter in a container", "https://github.com/prometheus/node_exporter#docker"),
  ],
  remedy:
    "Mount the folders that the service needs. An exporter that has to see every file system takes `/` read-only.",
  cure: ({ at }, container) =>
    needsRoot(container)
      ? [set(`${at}.readOnly`, true)]
      : [remove(at, "the folders that the service needs, to be mounted instead")],
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) => {
      if (hostPath(mount) !== "/" || (mount.readOnly && needsRoot(container))) return undefined;
      const harm = mount.readOnly
        ? ", so every secret of the host can be read and the engine's socket can be used"
        : " and writable, so whoever breaks in is root on the host";
      return { at: mount.at, detail: "/", message: `the host's / is mounted${harm}` };
    }),
});
