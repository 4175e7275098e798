import { changeRouting } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A second router for a name behind the portal leads past it",
  blames: ["router-declared master/-", "route-refuses-strangers master/https://master.test/"],
  inject: (lab) =>
    changeRouting(lab, "master", ({ http }) => {
      http.routers = {
        ...http.routers,
        "by-hand": {
          rule: "Host(`master.test`)",
          entryPoints: ["https"],
          priority: 1000,
          service: "quietly-its-me@docker",
          tls: {},
        },
      };
    }),
});
