import { stop } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "Prometheus ended while the rest of the monitoring runs",
  blames: ["container-runs master/prometheus"],
  inject: (lab) => stop(lab, "master", "prometheus"),
});
