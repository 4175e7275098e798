import { askItself } from "../../cure/healthcheck.ts";
import { ignoresErrors } from "../../healthcheck/curl.ts";
import { hasTest, testOf } from "../../healthcheck/test.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "healthcheck-ignores-errors",
  title: "The test of a healthcheck takes an error page for a healthy service",
  why: "A curl without --fail succeeds on every answer, so a service that answers 500 to everything is healthy.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("curl: --fail", "https://curl.se/docs/manpage.html#-f")],
  remedy: "Call curl with --fail.",
  cure: (_, container) => [askItself(container)],
  appliesTo: hasTest,
  *check(container) {
    const test = testOf(container);
    if (ignoresErrors(test))
      yield {
        at: test.at,
        message: "its healthcheck calls curl without --fail, so an answer such as 500 counts as healthy",
      };
  },
});
