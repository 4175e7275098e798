import type { Mend } from "../breaking/containers.ts";
import { askEngine } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The tag of a declared image means another image by now than the one that runs",
  blames: ["image-as-declared lady/homeassistant"],
  async inject(lab): Promise<Mend> {
    const tag = (image: string, repository: string, name: string) => {
      const path = `/images/${encodeURIComponent(image)}/tag?repo=${encodeURIComponent(repository)}&tag=${name}`;
      return askEngine(lab, "lady", { method: "POST", path });
    };
    const repository = "lscr.io/linuxserver/homeassistant";
    await tag(`${repository}:2024.12.5`, "kept", "homeassistant");
    await tag("odoo:17.0", repository, "2024.12.5");
    return async () => {
      await tag("kept:homeassistant", repository, "2024.12.5");
      await askEngine(lab, "lady", { method: "DELETE", path: "/images/kept:homeassistant" });
    };
  },
});
