import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container uses nearly all of the memory that it may",
  blames: ["usage-within-limits master/semaphore"],
  showsAfter: 2,
  // Of 512 MB, so that there is room for the processes of its health check beside.
  inject: (lab) => misbehave(lab, "master", "semaphore", { memory: 474 * 1024 * 1024 }),
});
