import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "There is no certificate for a name, so the proxy shows its own",
  blames: ["certificate-valid lady/home.lady.test:443"],
  inject: (lab) => changeCertificate(lab, "lady", "home.lady.test", undefined),
});
