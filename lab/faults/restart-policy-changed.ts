import { update } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container would stay down after its end",
  blames: ["restart-in-force master/grafana"],
  inject: (lab) => update(lab, "master", "grafana", { RestartPolicy: { Name: "no", MaximumRetryCount: 0 } }),
});
