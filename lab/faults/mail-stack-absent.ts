import { stop } from "../breaking/containers.ts";
import { servicesOf } from "../estate.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "No container of the mail stack runs while everything else does",
  blames: ["container-runs lady/mailcowdockerized-*"],
  cases: ["mail-stack-absent-while-firewall-stays-open"],
  async inject(lab) {
    const names = servicesOf("lady").map(({ name }) => name);
    return stop(lab, "lady", ...names.filter((name) => name.startsWith("mailcowdockerized-")));
  },
});
