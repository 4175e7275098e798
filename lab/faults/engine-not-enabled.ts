import { replaceFile } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The engine of a host does not start with it",
  blames: ["engine-starts-with-host lady/-"],
  inject: (lab) =>
    replaceFile(lab, "lady", "/etc/lab/units/docker.service", (text) => text.replace("enabled", "disabled")),
});
