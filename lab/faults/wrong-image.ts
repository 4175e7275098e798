import { remake } from "../breaking/containers.ts";
import { untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container runs another image than the declared one",
  blames: ["image-as-declared master/it-tools"],
  async inject(lab) {
    const mend = await remake(lab, "master", "it-tools", (was) => ({
      ...was,
      Config: { ...was.Config, Image: "nginx:1.27-alpine" },
    }));
    await untilWell(lab, "master", ["it-tools"]);
    return mend;
  },
});
