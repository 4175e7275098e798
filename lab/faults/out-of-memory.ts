import { setTimeout as sleep } from "node:timers/promises";
import { misbehave } from "../breaking/containers.ts";
import { onHost } from "../breaking/host.ts";
import { askEngine, untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The kernel killed a container that wanted more memory than its limit",
  blames: ["no-oom-kills master/it-tools"],
  async inject(lab) {
    const mend = await misbehave(lab, "master", "it-tools", { memory: 256 * 1024 * 1024 });
    await sleep(1_500);
    await mend();
    return async () => {
      // The engine keeps what it knows of the last end until the container ends in another way.
      await askEngine(lab, "master", { method: "POST", path: "/containers/it-tools/restart?t=2" });
      await untilWell(lab, "master", ["it-tools"]);
      // What the kernel has done once stands in its journal for a month.
      await onHost(lab, "master", "sh", "-c", "cut -d. -f1 /proc/uptime > /etc/lab/forgotten");
    };
  },
});
