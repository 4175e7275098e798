import { CLIENTS } from "../addresses.ts";
import { onHost, silenceEngine } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The network cable of a host is pulled",
  blames: ["host-reachable lady/-"],
  async inject(lab) {
    const link = (state: string) => onHost(lab, "lady", "ip", "link", "set", "dev", "uplink", state);
    const mend = await silenceEngine(lab, "lady");
    await link("down");
    return async () => {
      await mend();
      await link("up");
      for (const client of Object.values(CLIENTS))
        await onHost(lab, "lady", "ip", "route", "replace", `${client}/32`, "dev", "uplink");
    };
  },
});
