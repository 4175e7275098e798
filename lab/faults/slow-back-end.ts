import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "An application takes more than two seconds to answer",
  blames: ["response-in-time lady/https://cloud.lady.test/", "response-in-time lady/https://nextcloud.lady.test/"],
  inject: (lab) => misbehave(lab, "lady", "nextcloud", { visitors: { delay: 2500 } }),
});
