import { add } from "../../cure/edit.ts";
import { dropsAll } from "../../privileges/capabilities.ts";
import { unlessPrivileged } from "../../privileges/implied.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "capabilities-not-dropped",
  title: "The capabilities that Docker grants by default are kept",
  why: "Code that gets into the container as root may change owners, make device nodes and forge packets, which hardly any service needs.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.4"),
    owasp("3"),
    page(
      "Runtime privilege and Linux capabilities",
      "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
    ),
  ],
  remedy: "Drop ALL and add back the few capabilities that the service was seen to need.",
  cure: () => [add("capDrop", "ALL", "which capabilities the service was seen to need; add those back")],
  appliesTo: unlessPrivileged,
  *check(container) {
    if (!dropsAll(container))
      yield {
        at: "capDrop",
        message: "ALL is not dropped, so it keeps every capability that Docker grants by default",
      };
  },
});
