import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "An application answers its visitors with 500 while its health check succeeds",
  blames: ["route-answers-as-declared master/https://status.master.test/"],
  inject: (lab) =>
    misbehave(lab, "master", "uptime-kuma", { visitors: { status: 500, body: "Internal Server Error" } }),
});
