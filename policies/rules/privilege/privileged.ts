import { remove } from "../../cure/edit.ts";
import { factsOf } from "../../images/table.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "privileged",
  title: "The container is privileged",
  why: "It holds every capability and every device of the host and runs without seccomp and AppArmor: root in it is root on the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.5"),
    owasp("3"),
    page(
      "Runtime privilege",
      "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
    ),
  ],
  remedy: "Remove `privileged` and add only the capability or the device that the service was seen to need.",
  cure: ({ at }) => [remove(at, "which capability or device the service was seen to need; add that one")],
  appliesTo(container) {
    const need = container.privileged ? factsOf(container.image)?.host?.privileged : undefined;
    return need === undefined || `this image is documented to need it: ${need}`;
  },
  *check(container) {
    if (container.privileged)
      yield {
        at: "privileged",
        message: "it is privileged, so whoever breaks into it has the whole host",
      };
  },
});
