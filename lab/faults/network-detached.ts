import type { Mend } from "../breaking/containers.ts";
import { askEngine } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container was taken off a network that it is declared on",
  blames: ["networks-in-force lady/onlyoffice-documentserver"],
  async inject(lab): Promise<Mend> {
    const body = { Container: "onlyoffice-documentserver" };
    const path = "/networks/nextcloud_nextcloud";
    await askEngine(lab, "lady", { method: "POST", path: `${path}/disconnect`, body });
    return async () => {
      await askEngine(lab, "lady", { method: "POST", path: `${path}/connect`, body });
    };
  },
});
