import { machineOf, onHost } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The control server of the VPN, a service of the host itself, is down",
  blames: ["route-answers-as-declared master/https://headscale.master.test/"],
  async inject(lab) {
    await onHost(lab, "master", "pkill", "-f", "stand-in native 172");
    return async () => {
      machineOf(lab, "master").start("/lab/bin/stand-in", "native", "172.18.0.1:8085");
    };
  },
});
