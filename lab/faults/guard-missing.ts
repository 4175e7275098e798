import { relabel } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A router for the VPN lost the middleware that keeps strangers out",
  blames: ["router-loaded lady/https://cctv.lady.test/", "route-refuses-strangers lady/https://cctv.lady.test/"],
  inject: (lab) =>
    relabel(lab, "lady", "frigate", (labels) => {
      labels["traefik.http.routers.frigate.middlewares"] = "default-security-headers@file";
    }),
});
