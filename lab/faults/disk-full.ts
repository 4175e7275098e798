import { onHost } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A file system of a host is full",
  blames: ["host-has-room lady/-"],
  async inject(lab) {
    await onHost(lab, "lady", "mount", "-t", "tmpfs", "-o", "size=1m", "full", "/media");
    await onHost(lab, "lady", "sh", "-c", "head -c 2000000 /dev/zero > /media/film 2>/dev/null || true");
    return async () => {
      await onHost(lab, "lady", "umount", "/media");
    };
  },
});
