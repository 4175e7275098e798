import { set } from "../../cure/edit.ts";
import { databaseOf, keepsData } from "../../images/database.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "database-killed-on-replace",
  title: "A database is killed when Pulumi replaces its container",
  why: "Without destroyGraceSeconds the provider removes a running container by force: stopTimeout does not count, and what was not written yet is lost or has to be recovered.",
  premises: { precondition: "none", impact: "container", qualifiers: ["integrity-only"] },
  references: [
    page(
      "docker.Container: destroyGraceSeconds",
      "https://www.pulumi.com/registry/packages/docker/api-docs/container/",
    ),
  ],
  remedy: "Set destroyGraceSeconds to 30 or more, the same as stopTimeout.",
  cure: ({ at }, container) => [set(at, databaseOf(container)?.stopGrace ?? LEAST)],
  appliesTo(container) {
    if (container.deployment === undefined) return "it is not deployed by Pulumi";
    const database = databaseOf(container);
    if (database === undefined) return "its image is no database that is known here";
    return keepsData(container, database) || "it is a cache that loses nothing of value";
  },
  *check(container) {
    const { destroyGrace = 0 } = container.deployment ?? {};
    const least = databaseOf(container)?.stopGrace ?? LEAST;
    if (destroyGrace < least)
      yield {
        at: "deployment.destroyGrace",
        message:
          destroyGrace === 0
            ? "it is killed at once when its container is replaced"
            : `it gets ${destroyGrace} seconds when its container is replaced, and needs up to ${least}`,
        remedy: `Set destroyGraceSeconds to ${least} or more.`,
      };
  },
});

/** Seconds that every database gets; the image table may ask for more. */
const LEAST = 30;
