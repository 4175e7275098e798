import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, needsRunning, ofEngine, servicesIn } from "../../expected.ts";
import type { ContainerValue, UsageValue } from "../../facts/docker/values.ts";

/** Share of a limit from which the next peak meets it. */
const FULL = 0.9;

export default check<ContainerSubject>({
  id: "usage-within-limits",
  criterion: "reliability",
  lines: ["PERF-3"],
  title: "A container is about to meet one of its limits",
  why: "At its memory limit it is killed in the middle of its work, and at its limit of processes it cannot answer.",
  proof:
    "`GET /containers/{id}/stats?one-shot=true`: memory without droppable cache, and processes, are below nine tenths of the limit.",
  remedy: "Find out what it needs at its peak and raise the declared limit, or mend what leaks.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: servicesIn,
  blockedBy: needsRunning,
  *judge(subject, look) {
    const { name } = subject;
    const { memory, memoryLimit, pids } = look.value(ofEngine("usage", subject)) as unknown as UsageValue;
    const { pidsLimit } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    if (memory !== null && memoryLimit !== null && memory >= FULL * memoryLimit)
      yield {
        message: `${name} uses ${percent(memory / memoryLimit)} of the memory that it may have`,
        detail: "memory",
        cause: "limit-near",
      };
    if (pidsLimit !== null && pids !== null && pids >= FULL * pidsLimit)
      yield {
        message: `${name} has ${percent(pids / pidsLimit)} of the processes that it may have`,
        detail: "pids",
        cause: "limit-near",
      };
    if (memory === null || memoryLimit === null || (pidsLimit !== null && pids === null))
      throw new NotSeen("docker.usage", `${name}: the engine does not say what it uses`);
  },
});

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
