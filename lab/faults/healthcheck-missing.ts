import { remake } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container was made without the health check that is declared",
  blames: ["healthcheck-in-force master/portainer"],
  inject: (lab) =>
    remake(lab, "master", "portainer", (was) => ({
      ...was,
      Config: { ...was.Config, Healthcheck: { Test: ["NONE"] } },
    })),
});
