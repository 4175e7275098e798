import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "capability-trace-on-host",
  title: "A capability that looks into processes or files meets those of the host",
  why: "Together they are a way out: memory of the host's processes, or any file of the host, lies open to code in the container.",
  premises: { precondition: "foothold", impact: "host" },
  references: [
    cis("5.4"),
    cis("5.16"),
    page("capabilities(7)", "https://man7.org/linux/man-pages/man7/capabilities.7.html"),
  ],
  remedy: "Take out the capability, or keep the processes and folders of the host out of the container.",
  cure: ({ at }) => [remove(at)],
  appliesTo: singleCapabilities,
  check: (container) =>
    each(container.capAdd, ({ at, name }) => {
      if (name === "SYS_PTRACE" && container.pidMode === "host")
        return {
          at,
          detail: name,
          message: "SYS_PTRACE is added and its pid mode is host: it changes every process of the host",
        };
      if (name === "DAC_READ_SEARCH" && container.mounts.some((mount) => mount.type === "bind"))
        return {
          at,
          detail: name,
          message:
            "DAC_READ_SEARCH is added beside a folder of the host: from there it opens any file of that file system",
        };
      return undefined;
    }),
});
