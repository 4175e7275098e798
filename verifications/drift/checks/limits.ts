import { type Difference, type DriftCheck, differs, NOT_AS_JUDGED, REFRESH } from "../check.ts";

export const limits: DriftCheck = {
  id: "drift-limits",
  title: "Its limits are not the declared ones",
  why: "A limit that is only declared protects nobody: one container can take the memory of the whole host.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: `${REFRESH} \`docker update\` applies memory, processors and processes without a restart.`,
  *check({ declared, running, notEnforced }) {
    const swap = declared.memorySwap === 2 * (declared.memory ?? 0) ? undefined : declared.memorySwap;
    const compared = [
      ["memory", declared.memory, running.memory, "its memory limit"],
      ["memorySwap", swap, running.memorySwap, "its limit of memory and swap together"],
      ["memoryReservation", declared.memoryReservation, running.memoryReservation, "its reserved memory"],
      ["cpus", rounded(declared.cpus), rounded(running.cpus), "its limit of processors"],
      ["pidsLimit", declared.pidsLimit, running.pidsLimit, "its limit of processes"],
      ["shmSize", shared(declared.shmSize), shared(running.shmSize), "its shared memory"],
    ] as const;
    for (const [field, wanted, found, what] of compared) {
      if (field === "pidsLimit" && declared.source === "pulumi" && found === undefined) continue;
      yield* differs(field, wanted === found, what, field);
      if (wanted !== undefined && wanted === found) yield* enforced(field, what, notEnforced);
    }
    const texts = (list: typeof declared.ulimits) =>
      new Map(list.map(({ name, soft, hard }) => [name, `${soft}:${hard}`]));
    const [wanted, found] = [texts(declared.ulimits), texts(running.ulimits)];
    for (const name of new Set([...wanted.keys(), ...found.keys()]))
      yield* differs("ulimits", wanted.get(name) === found.get(name), `the ulimit ${name}`, name);
  },
};

const KERNEL: Readonly<Record<string, string>> = {
  memory: "memory",
  memorySwap: "swap",
  cpus: "cpus",
  pidsLimit: "pids",
};

function* enforced(field: string, what: string, notEnforced: ReadonlySet<string>): Iterable<Difference> {
  if (notEnforced.has(KERNEL[field] ?? ""))
    yield {
      at: field,
      detail: `${field} not in force`,
      message: `${what} is set, and the kernel of this host does not enforce it`,
    };
}

const SHM_SIZE = 64 * 1024 * 1024;

function shared(bytes: number | undefined): number {
  return bytes ?? SHM_SIZE;
}

function rounded(cores: number | undefined): number | undefined {
  return cores === undefined ? undefined : Math.round(cores * 1e6);
}
