import { propose } from "../../cure/edit.ts";
import { hasTest } from "../../healthcheck/test.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "healthcheck-timing",
  title: "A healthcheck may take longer than the time between two of them",
  why: "A service that hangs is asked again only after the timeout, so it counts as healthy for much longer than the interval promises.",
  premises: { precondition: "foothold", impact: "container", qualifiers: ["availability-only"] },
  references: [
    cis("5.27"),
    page("Dockerfile reference: HEALTHCHECK", "https://docs.docker.com/reference/dockerfile/#healthcheck"),
  ],
  remedy: "Set the timeout below the interval.",
  cure: ({ at }, { healthcheck }) => [
    propose(
      at,
      (healthcheck?.interval ?? 0) / 2,
      "how long an answer of the service may take; this is half the interval",
    ),
  ],
  appliesTo: hasTest,
  *check({ healthcheck }) {
    const { interval, timeout } = healthcheck ?? {};
    if (interval !== undefined && timeout !== undefined && timeout > interval)
      yield { at: "healthcheck.timeout", message: "the timeout of its healthcheck is longer than the interval" };
  },
});
