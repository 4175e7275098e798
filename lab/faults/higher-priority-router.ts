import { changeRouting } from "../breaking/edge.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A router that nobody declared takes the requests of another one",
  blames: ["router-declared lady/-"],
  inject: (lab) =>
    changeRouting(lab, "lady", ({ http }) => {
      http.routers = {
        ...http.routers,
        "by-hand": {
          rule: "Host(`autoconfig.lady.test`) && PathPrefix(`/`)",
          entryPoints: ["https"],
          priority: 5000,
          service: "mta-sts@docker",
          tls: {},
        },
      };
    }),
});
