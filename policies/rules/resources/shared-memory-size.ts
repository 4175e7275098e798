import { set } from "../../cure/edit.ts";
import { MEBIBYTE } from "../../cure/values.ts";
import { needsSharedMemory } from "../../images/needs.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "shared-memory-size",
  title: "The shared memory has a size that does not work",
  why: "Browsers crash with Docker's 64 MB, and what exceeds the memory limit can never be used.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page("docker container run: --shm-size", "https://docs.docker.com/reference/cli/docker/container/run/"),
    page("docker-selenium: --shm-size", "https://github.com/SeleniumHQ/docker-selenium#--shm-size2g"),
  ],
  remedy: "Set shmSize (compose: shm_size) to 2 GB for a browser, and never above the memory limit.",
  cure: ({ at }, { memory = Number.POSITIVE_INFINITY }) => [set(at, Math.min(2048 * MEBIBYTE, memory))],
  appliesTo: ({ shmSize, image }) =>
    shmSize !== undefined ||
    needsSharedMemory(image) ||
    "it declares no size, and its image is none that is known to need one",
  *check({ image, shmSize, memory, ipcMode }) {
    if (shmSize !== undefined && memory !== undefined && shmSize > memory)
      yield {
        at: "shmSize",
        detail: "above-memory",
        message: "its shared memory is larger than its memory limit, which counts it",
      };
    if (shmSize === undefined && ipcMode === undefined && needsSharedMemory(image))
      yield {
        at: "shmSize",
        detail: "missing",
        message: "its browser gets Docker's 64 MB of shared memory and crashes on larger pages",
      };
  },
});
