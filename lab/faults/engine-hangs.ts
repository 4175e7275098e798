import { onHost } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The engine of a host takes calls and answers none",
  blames: ["engine-reachable lady/-"],
  async inject(lab) {
    const signal = (name: string) => onHost(lab, "lady", "sh", "-c", `kill -${name} "$(cat /lab/dockerd.pid)"`);
    await signal("STOP");
    return async () => {
      await signal("CONT");
    };
  },
});
