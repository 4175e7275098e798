import { check, NotSeen } from "../../check.ts";
import { hostsIn, needsHost, ofHost } from "../../expected.ts";
import type { DiskValue, MemoryValue } from "../../facts/host/values.ts";

const FULL = 0.9;
const LEAST_MEMORY = 0.1;
/** File systems that hold nothing of their own: of the kernel, of single containers, and images that are always full. */
const NOT_COUNTED = /^(?:devtmpfs|udev|proc|sysfs|cgroup2?|overlay|shm|none|nsfs|efivarfs|\/dev\/loop\d+)$/;
const KERNEL = /^\/(?:dev|proc|sys|run\/user)(?:\/|$)/;

export default check({
  id: "host-has-room",
  criterion: "reliability",
  lines: ["PERF-3"],
  title: "A host runs out of disk, of files or of memory",
  why: "A full disk stops databases, logs and certificates at once; without memory the kernel picks a victim.",
  proof:
    "`df -P` and `df -Pi` of the host: no file system is used to nine tenths; `MemAvailable` is at least a tenth of `MemTotal`.",
  remedy:
    "See what grows (`docker system df`, `du -x`), bound the logs and remove old images; add memory or lower limits.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look) {
    const disks = look.value(ofHost("disks", host)) as unknown as readonly DiskValue[];
    const counted = disks.filter(
      ({ device, mount }) => mount === "/" || !(NOT_COUNTED.test(device) || KERNEL.test(mount)),
    );
    for (const { mount, used, inodesUsed } of counted) {
      if (used >= FULL)
        yield { message: `${host}: ${mount} is full to ${percent(used)}`, detail: mount, cause: "disk-full" };
      if (inodesUsed !== null && inodesUsed >= FULL)
        yield {
          message: `${host}: ${mount} holds ${percent(inodesUsed)} of the files that it can hold`,
          detail: `${mount} files`,
          cause: "disk-full",
        };
    }
    const { total, available } = look.value(ofHost("memory", host)) as unknown as MemoryValue;
    if (available < LEAST_MEMORY * total)
      yield {
        message: `${host} has ${percent(available / total)} of its memory left`,
        detail: "memory",
        cause: "memory-short",
      };
    if (counted.length === 0) throw new NotSeen("host.disks", `${host} names no file system of its own`);
  },
});

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
