import { stop } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The login portal is down, so no route behind it can be reached",
  blames: ["container-runs master/authelia"],
  inject: (lab) => stop(lab, "master", "authelia"),
});
