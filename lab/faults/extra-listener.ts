import { listenOn } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A program that nobody declared listens on every address of a host",
  blames: ["listener-declared lady/-"],
  showsAfter: 1,
  inject: (lab) => listenOn(lab, "lady", "0.0.0.0:9999"),
});
