import { remove } from "../../cure/edit.ts";
import { each } from "../../each.ts";
import { cleanPath } from "../../mounts/host-path.ts";
import { unlessPrivileged } from "../../privileges/implied.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

/**
 * Block devices, memory, the kernel's log and the control devices of storage, by their names in
 * https://docs.kernel.org/admin-guide/devices.html; `/dev/dri`, `/dev/ttyUSB0`, `/dev/net/tun`, `/dev/video0` are none.
 */
const RAW =
  /^\/dev(\/(disk|mapper|block|raw|bsg|bus\/scsi)(\/.*)?|\/((s|h|v|xv)d[a-z]|nvme\d|mmcblk\d|md\d|dm-\d|loop|nbd\d|rbd\d|sg\d|zd\d|mem$|kmem$|port$|kmsg$|zfs$|btrfs-control$|cpu\/).*)?$/;

export default rule({
  id: "raw-device",
  title: "A raw device of the host is passed in",
  why: "Past the file system's permissions the container reads and writes disks or memory of the host.",
  premises: { precondition: "none", impact: "host" },
  references: [
    cis("5.18"),
    page("Add host device to container", "https://docs.docker.com/reference/cli/docker/container/run/#device"),
  ],
  remedy: "Pass only the device the service works with; mount a file system instead of the disk it lies on.",
  cure: ({ at }) => [remove(at)],
  appliesTo(container) {
    const applies = unlessPrivileged(container);
    return applies !== true || container.devices.length > 0 ? applies : "no device is passed to it";
  },
  check: (container) =>
    each(container.devices, ({ at, host }) => {
      const path = host.length > 256 ? host.slice(0, 256) : cleanPath(host);
      return RAW.test(path)
        ? { at, detail: path, message: `${path} is passed in, which is the host's storage or memory itself` }
        : undefined;
    }),
});
