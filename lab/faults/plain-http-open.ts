import { remake } from "../breaking/containers.ts";
import { untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The proxy serves plain HTTP instead of leading to HTTPS",
  blames: ["http-redirects-to-https lady/*"],
  async inject(lab) {
    const mend = await remake(lab, "lady", "traefik", (was) => ({
      ...was,
      Config: { ...was.Config, Cmd: (was.Config.Cmd as string[]).filter((word) => !word.includes("redirections")) },
    }));
    await untilWell(lab, "lady", ["traefik"]);
    return mend;
  },
});
