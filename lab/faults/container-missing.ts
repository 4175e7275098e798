import { remove } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A declared container does not exist",
  blames: ["container-runs lady/odoo"],
  inject: (lab) => remove(lab, "lady", "odoo"),
});
