import { changeCertificate } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A name is served with the certificate of another one",
  blames: ["certificate-valid lady/office.lady.test:443"],
  inject: (lab) =>
    changeCertificate(lab, "lady", "office.lady.test", { names: ["*.lady.test.invalid", "lady.test.invalid"] }),
});
