import { changeNames } from "../breaking/names.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A name was never entered in the DNS",
  blames: ["name-leads-to-declared-host lady/unifi.lady.test"],
  inject: (lab) =>
    changeNames(lab, (zone) => {
      zone.set("unifi.lady.test", []);
    }),
});
