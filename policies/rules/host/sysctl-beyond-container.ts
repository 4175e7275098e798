import type { Container } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** Settings that a network, ipc or uts namespace has for itself. https://docs.docker.com/reference/cli/docker/container/run/#sysctl */
const NAMESPACED =
  /^(?:net\.|fs\.mqueue\.|kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced|domainname|hostname)$)/;

export default rule({
  id: "sysctl-beyond-container",
  title: "A kernel setting is not the container's own",
  why: "It would hold for the whole host, so the engine refuses to start the container.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker container run: --sysctl", "https://docs.docker.com/reference/cli/docker/container/run/#sysctl"),
  ],
  remedy: "Set it on the host, with a file below /etc/sysctl.d, and take it out here.",
  cure: ({ at }) => [remove(at)],
  appliesTo: ({ sysctls }) => sysctls.length > 0 || "it sets no kernel setting",
  *check(container) {
    yield* each(container.sysctls, ({ at, key }) => {
      const name = key.slice(0, 128).replaceAll("/", ".");
      const why = beyond(name, container);
      return why === undefined ? undefined : { at, detail: shown(name), message: `${shown(name)} ${why}` };
    });
  },
});

function beyond(name: string, { networkMode, ipcMode }: Container): string | undefined {
  if (!NAMESPACED.test(name)) return "is a setting of the whole host";
  if (name.startsWith("net.")) return networkMode === "host" ? "is the host's own on the host's network" : undefined;
  return ipcMode === "host" && !name.endsWith("name") ? "is the host's own in the host's ipc namespace" : undefined;
}
