import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "An application leads its visitors in a circle",
  blames: ["route-answers-as-declared lady/https://office.lady.test/"],
  inject: (lab) =>
    misbehave(lab, "lady", "onlyoffice-documentserver", { visitors: { status: 302, location: "https://{host}/" } }),
});
