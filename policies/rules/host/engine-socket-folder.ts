import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { mountsSomething } from "../../mounts/applies.ts";
import { holdsEngineSocket } from "../../mounts/engine-socket.ts";
import { hostPath } from "../../mounts/host-path.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "engine-socket-folder",
  title: "A host folder that holds the engine's socket is mounted",
  why: "The socket lies in it under its usual name: whoever may talk to the engine is root on the host, and a read-only mount does not stop a request.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.32"),
    cis("5.6"),
    owasp("1"),
    page("Protect the Docker daemon socket", "https://docs.docker.com/engine/security/protect-access/"),
  ],
  remedy: "Mount only the file or the sub-folder that the service needs, for example /run/dbus or /run/user/1000.",
  cure: ({ at }) => [remove(at, "the file or sub-folder that the service needs, to be mounted instead")],
  appliesTo: mountsSomething,
  check: (container) =>
    each(container.mounts, (mount) => {
      const path = hostPath(mount);
      if (path === undefined || !holdsEngineSocket(path)) return undefined;
      return {
        at: mount.at,
        detail: path,
        message: `${path} of the host is mounted, and the engine's socket lies in it`,
      };
    }),
});
