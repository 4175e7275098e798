import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A certificate should have been renewed ten days ago",
  // Whatever is due is asked of an authority that no lab reaches: that certificates are not renewed follows from it.
  blames: ["renewals-succeed lady/traefik"],
  inject: (lab) => changeCertificate(lab, "lady", "odoo.lady.test", { from: -70, until: 20 }),
});
