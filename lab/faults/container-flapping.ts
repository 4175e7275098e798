import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container ends and is started again, over and over",
  blames: ["container-runs lady/homeassistant"],
  cases: ["uisp-restart-loop-without-healthcheck"],
  showsAfter: 20,
  inject: (lab) => misbehave(lab, "lady", "homeassistant", { exit: 1 }),
});
