import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { hostPath } from "../../mounts/host-path.ts";
import { isRootEquivalent } from "../../mounts/system-folder.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "writable-system-folder",
  title: "A system folder of the host is mounted writable",
  why: "The host runs, trusts or boots what lies in it: whoever writes there is root on the host, without any flaw.",
  premises: { precondition: "none", impact: "host" },
  references: [cis("5.6"), page("Bind mounts", "https://docs.docker.com/engine/storage/bind-mounts/")],
  remedy: "Mount the one file or sub-folder that the service needs, read-only where it only reads.",
  cure: ({ at }) => [remove(at, "the file or sub-folder that the service needs, to be mounted instead")],
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) => {
      const path = hostPath(mount);
      if (path === undefined || !isRootEquivalent(path) || mount.readOnly) return undefined;
      return {
        at: mount.at,
        detail: path,
        message: `${path} of the host is mounted writable, and who writes there is root on the host`,
      };
    }),
});
