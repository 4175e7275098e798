import { silenceEngine } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The engine of a host takes calls and answers none",
  blames: ["engine-reachable lady/-"],
  inject: (lab) => silenceEngine(lab, "lady"),
});
