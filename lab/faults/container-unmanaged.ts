import type { Mend } from "../breaking/containers.ts";
import { askEngine } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container runs that nobody declared",
  blames: ["container-declared lady/-"],
  async inject(lab): Promise<Mend> {
    await askEngine(lab, "lady", {
      method: "POST",
      path: "/containers/create?name=left-over",
      body: { Image: "odoo:17.0" },
    });
    await askEngine(lab, "lady", { method: "POST", path: "/containers/left-over/start" });
    return async () => {
      await askEngine(lab, "lady", { method: "DELETE", path: "/containers/left-over?force=true" });
    };
  },
});
