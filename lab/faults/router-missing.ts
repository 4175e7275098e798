import { relabel } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container lost the labels of its router",
  blames: ["router-loaded lady/https://odoo.lady.test/"],
  inject: (lab) =>
    relabel(lab, "lady", "odoo", (labels) => {
      for (const label of Object.keys(labels)) if (label.startsWith("traefik.")) delete labels[label];
    }),
});
