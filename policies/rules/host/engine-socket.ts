import type { Container, Mount } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each, findKnown } from "../../each.ts";
import { factsOf } from "../../images/table.ts";
import { isEngineSocket } from "../../mounts/engine-socket.ts";
import { cleanPath, hostPath } from "../../mounts/host-path.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** How the socket could come in. */
const WAYS: readonly ((container: Container) => boolean)[] = [
  ({ apiSocket }) => apiSocket === true,
  ({ mounts }) => mounts.length > 0,
];

export default rule({
  id: "engine-socket",
  title: "The socket of the container engine is mounted",
  why: "Whoever may talk to the engine may start a privileged container: that is root on the host. A read-only mount does not stop a request.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.32"),
    owasp("1"),
    page("Protect the Docker daemon socket", "https://docs.docker.com/engine/security/protect-access/"),
  ],
  remedy:
    "Put a socket proxy between them that passes only the requests the service needs, on an internal network with no published port.",
  cure: ({ at }) => [
    remove(at, "what it asks the engine for; a socket proxy on an internal network passes on no more than that"),
  ],
  appliesTo: (container) => findKnown(WAYS, (way) => way(container)) !== undefined || "it mounts nothing of its own",
  *check(container) {
    if (container.apiSocket === true && !filters(container))
      yield {
        at: "apiSocket",
        detail: "use_api_socket",
        message: "use_api_socket hands it the engine's socket, so whoever breaks in is root on the host",
      };
    yield* each(container.mounts, (mount) => {
      if (!bringsSocket(mount) || filters(container)) return undefined;
      return {
        at: mount.at,
        detail: cleanPath(mount.target),
        message: `the engine's socket is mounted${mount.readOnly ? " (read-only, which stops no request)" : ""}, so whoever breaks in is root on the host`,
      };
    });
  },
});

/** Whatever name the socket has on the host, a bind mount onto an engine's usual path is one. */
function bringsSocket(mount: Mount): boolean {
  if (mount.type === "npipe") return mount.source?.includes("docker_engine") ?? false;
  const path = hostPath(mount);
  return path !== undefined && (isEngineSocket(path) || isEngineSocket(cleanPath(mount.target)));
}

/** A socket proxy holds the socket so that others need not. */
function filters(container: Container): boolean {
  return factsOf(container.image)?.host?.engineSocket !== undefined;
}
