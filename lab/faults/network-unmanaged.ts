import type { Mend } from "../breaking/containers.ts";
import { askEngine } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A host has a network that nobody declared",
  blames: ["network-as-declared master/-"],
  async inject(lab): Promise<Mend> {
    await askEngine(lab, "master", { method: "POST", path: "/networks/create", body: { Name: "left-over" } });
    return async () => {
      await askEngine(lab, "master", { method: "DELETE", path: "/networks/left-over" });
    };
  },
});
