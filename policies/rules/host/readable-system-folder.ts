import type { Container } from "../../../model/container.ts";
import { remove, set } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { factsOf } from "../../images/table.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { hostPath, isWithin } from "../../mounts/host-path.ts";
import { isRootEquivalent, isSensitive } from "../../mounts/system-folder.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "readable-system-folder",
  title: "A sensitive folder of the host can be read",
  why: "Password hashes, keys, credentials and the devices of the host lie in it.",
  premises: { precondition: "none", impact: "host", qualifiers: ["disclosure-only"] },
  references: [cis("5.6"), page("Bind mounts", "https://docs.docker.com/engine/storage/bind-mounts/")],
  remedy: "Mount the one file or sub-folder that the service needs.",
  cure: ({ at, detail = "" }, container) =>
    observes(container, detail)
      ? [set(`${at}.readOnly`, true)]
      : [remove(at, "the file or sub-folder that the service needs, to be mounted instead")],
  // What is writable and makes root is said once, by the rule writable-system-folder.
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) => {
      const path = hostPath(mount);
      if (path === undefined || !isSensitive(path)) return undefined;
      if (mount.readOnly ? observes(container, path) : isRootEquivalent(path)) return undefined;
      return {
        at: mount.at,
        detail: path,
        message: `${path} of the host can be read, and secrets or devices of the host lie in it`,
      };
    }),
});

/** True where reading that folder is the container's work. */
function observes(container: Container, path: string): boolean {
  return factsOf(container.image)?.host?.reads?.some((folder) => isWithin(path, folder)) ?? false;
}
