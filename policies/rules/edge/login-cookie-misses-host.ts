import { isWithin } from "../../../edge/authelia/read.ts";
import { configurationField, loginRule } from "../../edge/logins.ts";
import { hostsOf } from "../../edge/routers.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

export default loginRule({
  id: "login-cookie-misses-host",
  title: "A route asks Authelia for a login under a name that no cookie domain covers",
  why: "Authelia answers 400 to every visitor of the name, and none of them can log in.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("Authelia: session, cookies", "https://www.authelia.com/configuration/session/introduction/#cookies"),
  ],
  remedy: "Add the domain to session.cookies with a portal of its own below it, and keep the domains that are in use.",
  cure: "The domain needs a portal with a name below it, and the text of the configuration is not quoted.",
  *check({ container, configuration: { cookies, problems }, guarded, seen }) {
    const at = configurationField(container);
    for (const { path, message, fatal } of problems)
      if (fatal && path.startsWith("session."))
        yield { container, at, detail: path, message: `${container.name} does not start: ${path}: ${message}` };
    const domains = cookies.map(({ domain }) => shown(domain)).join(", ") || "no domain";
    for (const { router, name } of guarded) {
      const hosts = hostsOf(router, seen);
      const outside = hosts.find((host) => !cookies.some(({ domain }) => isWithin(host, domain)));
      if (outside !== undefined)
        yield {
          container,
          at,
          detail: name,
          message: `the router ${name} asks ${container.name} for a login to ${shown(outside)}, and its cookies cover ${domains}`,
        };
      else if (hosts.length === 0)
        yield {
          container,
          at,
          undecided: `the router ${name} takes names by a pattern, so nobody can say whether the cookies of ${container.name} cover them`,
        };
    }
  },
});
