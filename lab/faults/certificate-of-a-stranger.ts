import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A certificate is signed by an authority that nobody trusts",
  blames: ["certificate-valid lady/unifi.lady.test:443"],
  inject: (lab) => changeCertificate(lab, "lady", "unifi.lady.test", { stranger: true }),
});
