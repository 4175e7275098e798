import { askItself } from "../../cure/healthcheck.ts";
import { hasTest, testCanFail, testOf } from "../../healthcheck/test.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "healthcheck-cannot-fail",
  title: "The test of a healthcheck ends in success whatever happens",
  why: "The container is reported healthy while its service is dead, and whatever waits for its health goes on.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy:
    'Let the exit status of the question to the service decide: drop "|| true" and "exit 0", or end in "|| exit 1".',
  cure: (_, container) => [askItself(container)],
  appliesTo: hasTest,
  *check(container) {
    const test = testOf(container);
    if (!testCanFail(test))
      yield { at: test.at, message: "its healthcheck cannot fail, so it is healthy even when the service is dead" };
  },
});
