import { PLACES } from "../addresses.ts";
import { changeNames } from "../breaking/names.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "One of two resolvers still knows an old address",
  blames: ["name-leads-to-declared-host lady/mail.lady.test"],
  inject: (lab) =>
    changeNames(
      lab,
      (zone) => {
        zone.set("mail.lady.test", [{ type: "A", value: PLACES.master.publicAddress }]);
      },
      [1],
    ),
});
