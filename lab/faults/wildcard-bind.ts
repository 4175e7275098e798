import { remake } from "../breaking/containers.ts";
import { untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A port for the VPN is published on every address",
  // What the container publishes, and who can reach it: the second alone holds up the verdict.
  blames: ["ports-in-force lady/node-exporter", "listener-declared lady/-"],
  async inject(lab) {
    const PortBindings = { "9100/tcp": [{ HostIp: "0.0.0.0", HostPort: "9100" }] };
    const mend = await remake(lab, "lady", "node-exporter", (was) => ({
      ...was,
      HostConfig: { ...was.HostConfig, PortBindings },
    }));
    await untilWell(lab, "lady", ["node-exporter"]);
    return mend;
  },
});
