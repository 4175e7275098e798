import { changeRouting } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The address list of the VPN lets everybody through",
  blames: ["route-refuses-strangers lady/*"],
  inject: (lab) =>
    changeRouting(lab, "lady", ({ http }) => {
      http.middlewares = { ...http.middlewares, "vpn-only": { ipAllowList: { sourceRange: ["0.0.0.0/0"] } } };
    }),
});
