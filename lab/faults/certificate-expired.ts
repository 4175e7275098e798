import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A certificate has run out",
  blames: ["certificate-valid lady/cctv.lady.test:443"],
  inject: (lab) => changeCertificate(lab, "lady", "cctv.lady.test", { from: -91, until: -1 }),
});
