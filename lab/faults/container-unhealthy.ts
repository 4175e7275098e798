import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The health check of a container fails",
  blames: ["container-healthy master/gotify"],
  showsAfter: 45,
  inject: (lab) => misbehave(lab, "master", "gotify", { health: { status: 503 } }),
});
