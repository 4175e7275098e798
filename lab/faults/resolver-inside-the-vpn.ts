import { replaceFile } from "../breaking/host.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "The resolver of a host lies inside the VPN that needs it to start",
  blames: ["resolver-outside-vpn master/-"],
  cases: ["host-resolver-inside-the-vpn-it-must-start"],
  inject: (lab) => replaceFile(lab, "master", "/etc/resolv.conf", () => "nameserver 100.100.100.100\n"),
});
