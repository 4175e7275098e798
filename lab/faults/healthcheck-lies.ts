import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container calls itself healthy while a port that it serves is dead",
  blames: ["healthcheck-honest master/pihole"],
  showsAfter: 1,
  inject: (lab) => misbehave(lab, "master", "pihole", { close: [80] }),
});
