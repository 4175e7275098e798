import { remove, same } from "../../cure/edit.ts";
import { addedCapabilities, dropsAll, singleCapabilities } from "../../privileges/capabilities.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

const DEFAULTS: Readonly<Record<string, string>> = {
  DAC_OVERRIDE: "it reads and writes every file of the container",
  MKNOD: "it makes device nodes",
  SYS_CHROOT: "it changes the root folder of processes",
};

export default rule({
  id: "capability-default-added",
  title: "A capability that Docker grants anyway is added",
  why: "Without dropping ALL the line does nothing, so whoever reads it believes in a restriction that is not there.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.4"),
    page(
      "Runtime privilege and Linux capabilities",
      "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
    ),
  ],
  remedy: "Drop ALL as well, so that what is added is all there is, or take the line out.",
  cure: ({ at, detail = "" }, { capDrop }) =>
    capDrop.some(({ name }) => name === detail)
      ? [remove(at)]
      : same("the engine grants it to every container that does not drop it", remove(at)),
  appliesTo(container) {
    const single = singleCapabilities(container);
    if (single !== true) return single;
    return !dropsAll(container) || "ALL is dropped, so what is added back is all there is";
  },
  check: (container) => addedCapabilities(container, DEFAULTS),
});
