import { stop } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The proxy of a host ended and stays down",
  blames: ["container-runs master/traefik"],
  cases: ["traefik-exited-and-vpn-control-plane-behind-it"],
  inject: (lab) => stop(lab, "master", "traefik"),
});
