import { misbehave } from "../breaking/containers.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container calls itself healthy while a port that it serves is dead",
  blames: ["healthcheck-honest lady/mailcowdockerized-dovecot-mailcow-1"],
  showsAfter: 1,
  inject: (lab) => misbehave(lab, "lady", "mailcowdockerized-dovecot-mailcow-1", { close: [993] }),
});
