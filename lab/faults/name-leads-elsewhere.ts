import { PLACES } from "../addresses.ts";
import { changeNames } from "../breaking/names.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A name leads to the other host",
  blames: ["name-leads-to-declared-host master/grafana.master.test"],
  inject: (lab) =>
    changeNames(lab, (zone) => {
      zone.set("grafana.master.test", [{ type: "A", value: PLACES.lady.publicAddress }]);
    }),
});
