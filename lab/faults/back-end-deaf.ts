import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "An application takes connections from the proxy and closes them at once",
  blames: ["route-answers-as-declared master/https://gotify.master.test/"],
  inject: (lab) => misbehave(lab, "master", "gotify", { deaf: [80] }),
});
