import { relabel } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A router names a middleware that does not exist, so it is not loaded",
  blames: ["router-loaded lady/https://home.lady.test/"],
  inject: (lab) =>
    relabel(lab, "lady", "homeassistant", (labels) => {
      labels["traefik.http.routers.homeassistant.middlewares"] = "vpn-onyl@file";
    }),
});
