import { remake } from "../breaking/containers.ts";
import { untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A declared port is not published",
  blames: ["ports-in-force lady/cadvisor"],
  async inject(lab) {
    const mend = await remake(lab, "lady", "cadvisor", (was) => ({
      ...was,
      HostConfig: { ...was.HostConfig, PortBindings: {} },
    }));
    await untilWell(lab, "lady", ["cadvisor"]);
    return mend;
  },
});
