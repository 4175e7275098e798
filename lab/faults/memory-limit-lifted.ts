import { update } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container may use more memory than declared",
  blames: ["limits-in-force lady/frigate"],
  inject: (lab) => update(lab, "lady", "frigate", { Memory: 16 * 1024 ** 3, MemorySwap: 16 * 1024 ** 3 }),
});
