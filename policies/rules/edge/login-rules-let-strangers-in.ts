import { ANONYMOUS, decide } from "../../../edge/authelia/decide.ts";
import { accessLabel } from "../../../model/expectations.ts";
import { labelsNamed } from "../../../model/labels.ts";
import { configurationField, loginRule } from "../../edge/logins.ts";
import { hostsOf } from "../../edge/routers.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

/** Classes whose visitors Authelia may let pass on purpose. */
const OPEN = new Set(["public", "own-login"]);
/** Documentation address that is nobody's (RFC 5737). */
const STRANGER = "203.0.113.1";

export default loginRule({
  id: "login-rules-let-strangers-in",
  title: "Authelia's rules let strangers past the login of a guarded route",
  why: "The login stands in the chain of the route and lets everyone through.",
  premises: { precondition: "reach", impact: "container" },
  references: [page("Authelia: access control", "https://www.authelia.com/configuration/security/access-control/")],
  remedy:
    "Put the rule with bypass below the stricter one or narrow it by resources, and keep default_policy at deny; a route that is meant to be open is declared public.",
  cure: "The order of the rules is their author's, and the text of the configuration is not quoted.",
  *check({ container, configuration: { accessControl }, guarded, seen }) {
    const at = configurationField(container);
    if (accessControl.defaultPolicy === "bypass")
      yield {
        container,
        at,
        detail: "default_policy",
        message: `${container.name} lets everyone pass whom no rule names: its default policy is bypass`,
      };
    for (const { router, name, container: routed } of guarded) {
      if (labelsNamed(routed, accessLabel(name)).some(({ value }) => OPEN.has(value.trim()))) continue;
      for (const host of hostsOf(router, seen)) {
        const target = {
          method: "GET",
          scheme: "https",
          host,
          path: "/",
          client: STRANGER,
          accept: "text/html",
          isXhr: false,
        };
        const { policy, rule } = decide(accessControl, target, ANONYMOUS);
        if (policy !== "bypass" || rule === undefined) continue;
        yield {
          container,
          at,
          detail: name,
          message: `rule ${rule.position} of ${container.name} lets strangers pass to ${shown(host)}, which the router ${name} guards with a login`,
        };
      }
    }
  },
});
