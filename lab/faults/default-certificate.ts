import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "There is no certificate for a name, so the proxy shows its own",
  // The proxy asks for one at once, of an authority that no lab reaches.
  blames: ["certificate-valid lady/home.lady.test:443", "renewals-succeed lady/traefik"],
  inject: (lab) => changeCertificate(lab, "lady", "home.lady.test", undefined),
});
