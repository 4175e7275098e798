import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A certificate should have been renewed ten days ago",
  blames: ["certificate-renews lady/odoo.lady.test:443"],
  inject: (lab) => changeCertificate(lab, "lady", "odoo.lady.test", { from: -70, until: 20 }),
});
