import { replaceFile } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "Nothing keeps the clock of a host right",
  blames: ["clock-right lady/-"],
  inject: (lab) => replaceFile(lab, "lady", "/etc/lab/synchronized", () => "no\n"),
});
