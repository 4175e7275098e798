import { cis, owasp, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "root-filesystem-writable",
  title: "The file system of the image can be written",
  why: "Code that gets in can replace programs of the image and leave others behind, which a read-only file system refuses.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.13"),
    owasp("8"),
    page("docker container run: --read-only", "https://docs.docker.com/reference/cli/docker/container/run/#read-only"),
  ],
  remedy: "Set readOnly (compose: read_only) and a tmpfs for each folder that the service writes to.",
  *check(container) {
    if (!container.readOnly)
      yield { at: "readOnly", message: "its root file system is writable, so code in it can replace its programs" };
  },
});
