import type { Container } from "../../../model/container.ts";
import { add, set } from "../../cure/edit.ts";
import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** What the engine reads as true: https://pkg.go.dev/strconv#ParseBool */
const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);

export default rule({
  id: "new-privileges-allowed",
  title: "Processes may gain new privileges",
  why: "Code that got into the container becomes root in it through any setuid program of the image.",
  premises: { precondition: "foothold", impact: "container" },
  references: [
    cis("5.26"),
    owasp("4"),
    page("no_new_privs", "https://docs.kernel.org/userspace-api/no_new_privs.html"),
  ],
  remedy:
    'Set the security option "no-new-privileges:true"; entrypoints that only give privileges up (gosu, su-exec) keep working.',
  cure: (_, { securityOptions }) => {
    const last = securityOptions.findLast(({ key }) => key === "no-new-privileges");
    return [last === undefined ? add("securityOptions", "no-new-privileges:true") : set(`${last.at}.value`, "true")];
  },
  *check(container) {
    if (!forbidden(container))
      yield {
        at: "securityOptions",
        message: "no-new-privileges is not set, so code in it can become root through any setuid program of the image",
      };
  },
});

/** The engine lets the last of several options decide. */
function forbidden(container: Container): boolean {
  const last = container.securityOptions.findLast(({ key }) => key === "no-new-privileges");
  return last !== undefined && TRUE.has(last.value);
}
