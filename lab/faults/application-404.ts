import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "An application does not know its own start page",
  blames: ["route-answers-as-declared master/https://tools.master.test/"],
  inject: (lab) => misbehave(lab, "master", "it-tools", { visitors: { status: 404, body: "not found" } }),
});
