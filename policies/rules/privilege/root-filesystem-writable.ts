import { add, propose } from "../../cure/edit.ts";
import { scratchOf } from "../../images/needs.ts";
import { cleanPath, isWithin } from "../../mounts/host-path.ts";
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
  cure: (_, { image, mounts }) => [
    propose("readOnly", true, "which folders the service writes to; each takes a tmpfs"),
    ...(scratchOf(image) ?? ["/tmp"])
      .filter((folder) => !mounts.some(({ target }) => isWithin(folder, cleanPath(target))))
      .map((target) => add("mounts", { type: "tmpfs", target })),
  ],
  *check(container) {
    if (!container.readOnly)
      yield { at: "readOnly", message: "its root file system is writable, so code in it can replace its programs" };
  },
});
