import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container uses nearly all of the memory that it may",
  blames: ["usage-within-limits master/it-tools"],
  showsAfter: 2,
  inject: (lab) => misbehave(lab, "master", "it-tools", { memory: 58 * 1024 * 1024 }),
});
