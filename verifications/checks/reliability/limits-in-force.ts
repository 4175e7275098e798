import { check, type Fault } from "../../check.ts";
import { type ContainerSubject, containersIn, known, needsEngine, ofEngine } from "../../expected.ts";
import type { ContainerValue, EngineValue } from "../../facts/docker/values.ts";

export default check<ContainerSubject>({
  id: "limits-in-force",
  criterion: "reliability",
  lines: ["INF-5"],
  title: "A limit is declared and not in force",
  why: "A limit that is only declared protects nobody: one container can take the memory of the whole host.",
  proof:
    "`HostConfig` Memory, MemorySwap, NanoCpus or CpuQuota and PidsLimit are the declared ones, and `/info` says that the kernel enforces them.",
  remedy:
    "Apply the declaration; `docker update` sets memory, processors and processes without a restart. A kernel without the control group has to be started with it.",
  references: [
    { title: "Docker: resource constraints", url: "https://docs.docker.com/engine/containers/resource_constraints/" },
  ],
  validFor: 24,
  blocker: false,
  subjects: containersIn,
  blockedBy: (subject) => [...needsEngine(subject), { check: "container-runs", subject }],
  *judge(subject, look) {
    const { container, host } = subject;
    const found = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    const { notEnforced } = look.value(ofEngine("engine", { host, name: "-" })) as unknown as EngineValue;
    const memory = known(container, "memory");
    const both = known(container, "memorySwap");
    // Without a limit of its own, swap is as large again as memory.
    const swap = both === 2 * (memory ?? 0) ? undefined : both;
    const compare = (limit: string, what: string, wanted: number | undefined, set: number | null) =>
      compared(container.name, limit, what, wanted, set, notEnforced);
    yield* compare("memory", "memory", memory, found.memory);
    yield* compare("swap", "memory and swap together", swap, found.memorySwap);
    yield* compare("cpus", "processors", micro(known(container, "cpus")), micro(found.cpus ?? undefined) ?? null);
    yield* compare("pids", "processes", known(container, "pidsLimit"), found.pidsLimit);
  },
});

function* compared(
  name: string,
  limit: string,
  what: string,
  wanted: number | undefined,
  set: number | null,
  notEnforced: readonly string[],
): Iterable<Fault> {
  if ((wanted ?? null) !== set) {
    const how =
      set === null
        ? "is not in force"
        : wanted === undefined
          ? "is in force and not declared"
          : "is not the declared one";
    yield { message: `the limit of ${what} of ${name} ${how}`, detail: limit, cause: "limit-not-in-force" };
  } else if (set !== null && notEnforced.includes(limit))
    yield {
      message: `the limit of ${what} of ${name} is set, and the kernel of its host does not enforce it`,
      detail: limit,
      cause: "limit-not-enforced",
    };
}

/** Cores are compared as the engine keeps them, without what floating numbers add. */
function micro(cores: number | undefined): number | undefined {
  return cores === undefined ? undefined : Math.round(cores * 1e6);
}
