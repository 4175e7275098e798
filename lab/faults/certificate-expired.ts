import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A certificate has run out",
  // Whatever is due is asked of an authority that no lab reaches.
  blames: ["certificate-valid lady/cctv.lady.test:443", "renewals-succeed lady/traefik"],
  inject: (lab) => changeCertificate(lab, "lady", "cctv.lady.test", { from: -91, until: -1 }),
});
