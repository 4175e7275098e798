import { stop } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container was stopped and nobody started it again",
  blames: ["container-runs master/ntfy"],
  cases: ["stale-task-list-executed-as-open"],
  inject: (lab) => stop(lab, "master", "ntfy"),
});
