import type { Mount } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { isEngineSocket } from "../../mounts/engine-socket.ts";
import { hostPath } from "../../mounts/host-path.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** Groups of the host that lead to root, by name and by the number that Debian gives them (`/usr/share/base-passwd/group.master`). */
const POWERFUL: ReadonlyMap<string, string> = new Map([
  ["0", "root"],
  ["root", "root"],
  ["6", "disk"],
  ["disk", "disk"],
  ["docker", "docker"],
]);

export default rule({
  id: "host-group",
  title: "The process is in a group that leads to root",
  why: "The group opens the engine's socket, the disks or the files of root, as far as any of these reaches into the container.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    page("Linux post-installation: the docker group", "https://docs.docker.com/engine/install/linux-postinstall/"),
    page("Debian: system groups", "https://wiki.debian.org/SystemGroups"),
  ],
  remedy: "Remove the group; give the one file that the service needs to a group of its own.",
  cure: ({ at }) => [remove(at)],
  appliesTo: (container) =>
    !container.mounts.some(mountsSocket) ||
    "its group goes with the engine's socket, which the rule engine-socket judges",
  check: (container) =>
    each(container.groups, ({ at, name }) => {
      const group = POWERFUL.get(name);
      return group === undefined
        ? undefined
        : { at, detail: group, message: `its processes are in the group ${group}, which leads to root` };
    }),
});

function mountsSocket(mount: Mount): boolean {
  const path = hostPath(mount);
  return path !== undefined && isEngineSocket(path);
}
