import { add, set } from "../../cure/edit.ts";
import { scratchOf } from "../../images/needs.ts";
import { cleanPath, isWithin } from "../../mounts/host-path.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "read-only-without-scratch",
  title: "A read-only container has nowhere to write what it must",
  why: "The service does not start, or fails at the first request that needs a file.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("nginx: running in read-only mode", "https://hub.docker.com/_/nginx"),
    page("tmpfs mounts", "https://docs.docker.com/engine/storage/tmpfs/"),
  ],
  remedy: "Give each of these folders a tmpfs.",
  cure: ({ detail = "" }, { mounts }) => {
    const there = mounts.find(({ target }) => cleanPath(target) === detail);
    return [
      there === undefined ? add("mounts", { type: "tmpfs", target: detail }) : set(`${there.at}.readOnly`, false),
    ];
  },
  appliesTo(container) {
    if (!container.readOnly) return "its root file system is writable";
    return scratchOf(container.image) !== undefined || "where its image writes is not in the table of images";
  },
  *check({ image, mounts }) {
    const targets = mounts.map(({ target, readOnly }) => ({ target: cleanPath(target), readOnly }));
    for (const folder of scratchOf(image) ?? [])
      if (!targets.some(({ target, readOnly }) => !readOnly && isWithin(folder, target)))
        yield {
          at: "readOnly",
          detail: folder,
          message: `its file system is read-only and nothing is mounted on ${folder}, where this image writes`,
        };
  },
});
