import { remove } from "../../cure/edit.ts";
import { cis, page } from "../../references.ts";
import { stackRule } from "../../rule.ts";

export default stackRule<string | undefined>({
  id: "host-ipc",
  title: "The container shares memory with the host or with a stranger",
  why: "It reads and changes the shared memory of processes outside its own stack.",
  premises: { precondition: "foothold", impact: "neighbours" },
  references: [cis("5.17"), page("IPC settings", "https://docs.docker.com/engine/containers/run/#ipc-settings---ipc")],
  remedy: "Remove the ipc mode; `private` is right unless two containers of one stack exchange shared memory.",
  cure: ({ at }) => [remove(at)],
  collect: (container) => container.ipcMode,
  *check(contributions, { stack }) {
    const names = new Set(stack.containers.map(({ name }) => name));
    for (const { container, value } of contributions) {
      if (value === "host")
        yield {
          container,
          at: "ipcMode",
          detail: "host",
          message: "its ipc mode is host, so it shares memory with processes of the host",
        };
      if (value?.startsWith("container:") && !names.has(value.slice("container:".length)))
        yield {
          container,
          at: "ipcMode",
          detail: "stranger",
          message:
            "its ipc mode joins a container that is not of this stack, so nobody here can say with whom it shares memory",
        };
    }
  },
});
