import { check, NotSeen } from "../../check.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfRoute } from "../../edge/roots.ts";
import { homeOf, type RouteSubject, routeFact, routeSubjects } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { isWelcome, leadsToPortal } from "../../edge/welcome.ts";
import type { Answer } from "../../facts/http/answer.ts";

/** Behind the portal nobody sees the application without a login. */
const VISITED: ReadonlySet<string | undefined> = new Set(["public", "own-login", "vpn-only", "internal", undefined]);
/** Where applications lead the first visitor; whoever comes later is led to a login. */
const WIZARD = /^\/(?:#!?\/)?(?:setup|install|installation|wizard|init)(?:[/.?]|$)/i;
const DATABASE = /(?:^|\/)(?:mariadb|mysql|postgres|postgresql|mongo|percona)(?:[:@-]|$)/;

export default check<RouteSubject>({
  id: "application-set-up",
  criterion: "availability",
  lines: [],
  title: "An application runs and was never set up",
  why: "Its container is healthy and its page answers 200, it serves nobody, and whoever comes first becomes its administrator.",
  proof:
    "The answer to a visitor who gets in is no form for a first administrator, no `installed: false`, and no redirect to a wizard.",
  remedy: "Finish its installation, or restore its database where it had been set up before.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: (expectation) => routeSubjects(expectation).filter(({ route }) => VISITED.has(route.access)),
  blockedBy: rootsOfRoute,
  *judge(subject, look, expectation) {
    const { host, name, route } = subject;
    const from = homeOf(route);
    const met = visit(look, routeFact(host, name, from));
    if (!met.answered) throw new NotSeen(name, met.message);
    const { answer } = met;
    if (isWizard(answer)) {
      const { containers } = hostOf(subject, expectation);
      const needed = containers.find((one) => one.name === route.container)?.dependsOn ?? [];
      const databases = containers.filter(({ name, image }) => needed.includes(name) && DATABASE.test(image ?? ""));
      const empty =
        databases.length === 0
          ? ""
          : `; look into ${databases.map((one) => one.name).join(" and ")}, whose schema is empty then`;
      yield {
        message: `${route.container} runs and is not installed: ${name} shows a visitor from ${from} the way to set it up${empty}`,
        detail: from,
        cause: "not-installed",
      };
    } else if (leadsToPortal(answer, name, expectation))
      throw new NotSeen(name, `${name} leads to the login portal, and nobody sees what is behind it`);
    else if (!isWelcome(answer, route, expectation))
      throw new NotSeen(name, `${name} answers ${answer.status}, and nothing but the declared answer tells`);
    else if (answer.page === "packed") throw new NotSeen(name, `${name} answers in a form that nobody can read`);
  },
});

function isWizard({ page, status, location }: Answer): boolean {
  if (page === "setup") return true;
  return status >= 300 && status < 400 && location !== null && WIZARD.test(location.path);
}
