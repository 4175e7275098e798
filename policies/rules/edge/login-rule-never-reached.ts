import type { AccessRule, Domain } from "../../../edge/authelia/configuration.ts";
import { configurationField, loginRule } from "../../edge/logins.ts";
import { page } from "../../references.ts";

export default loginRule({
  id: "login-rule-never-reached",
  title: "A rule of Authelia stands below one that decides everything it speaks of",
  why: "The first rule that matches counts, so the stricter or the wider policy below it is never applied.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    page(
      "Authelia: access control, rule matching",
      "https://www.authelia.com/configuration/security/access-control/#rule-matching",
    ),
  ],
  remedy: "Put the narrower rule above the wider one, or take it out.",
  cure: "Which of both rules is meant to decide, only their author knows, and the text of the configuration is not quoted.",
  *check({ container, configuration: { accessControl } }) {
    const wide: AccessRule[] = [];
    for (const rule of accessControl.rules.slice(0, MOST_COMPARED)) {
      const above = wide.find(
        (one) =>
          one.policy !== rule.policy && rule.domains.every((domain) => one.domains.some((by) => covers(by, domain))),
      );
      if (above !== undefined)
        yield {
          container,
          at: configurationField(container),
          detail: `rule ${rule.position}`,
          message: `rule ${rule.position} of ${container.name} (${rule.policy}) never decides, because rule ${above.position} (${above.policy}) stands above it and takes all of its names`,
        };
      if (isUnconditional(rule)) wide.push(rule);
    }
  },
});

const MOST_COMPARED = 500;

/** True where nothing but the name decides whether the rule matches. */
function isUnconditional({ resources, methods, networks, subjects, query }: AccessRule): boolean {
  return resources.length + methods.length + subjects.length + query.length === 0 && networks === undefined;
}

function covers(wide: Domain, narrow: Domain): boolean {
  if (wide.kind === "exact") return narrow.kind === "exact" && narrow.name === wide.name;
  if (wide.kind !== "wildcard") return false;
  return (narrow.kind === "exact" || narrow.kind === "wildcard") && narrow.name.endsWith(wide.name);
}
