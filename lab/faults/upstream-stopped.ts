import { stop } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The resolver behind Pi-hole is stopped, and Pi-hole resolves nothing",
  blames: ["container-runs master/cloudflared"],
  showsAfter: 75,
  inject: (lab) => stop(lab, "master", "cloudflared"),
});
