import type { Container } from "../../../model/container.ts";
import { set } from "../../cure/edit.ts";
import { databaseOf, keepsData } from "../../images/database.ts";
import { normalise } from "../../images/normalise.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

/** Seconds that every database gets; the image table may ask for more. */
const LEAST = 30;
/** No databases by name, and yet they write down on shutdown what they hold in memory. */
const LIKE_DATABASES: ReadonlyMap<string, string> = new Map([["prom/prometheus", "Prometheus"]]);

export default rule({
  id: "database-without-grace",
  title: "A database is killed before it can shut down cleanly",
  why: "Docker kills it 10 seconds after the stop signal; what it has not written by then is lost or has to be recovered.",
  premises: { precondition: "none", impact: "container", qualifiers: ["integrity-only"] },
  references: [page("docker container stop", "https://docs.docker.com/reference/cli/docker/container/stop/")],
  remedy: "Set stopTimeout (compose: stop_grace_period) to 30 seconds or more.",
  cure: ({ at }, container) => [set(at, needOf(container).least)],
  appliesTo(container) {
    if (container.image !== undefined && LIKE_DATABASES.has(normalise(container.image))) return true;
    const database = databaseOf(container);
    if (database === undefined) return "its image is no database that is known here";
    return keepsData(container, database) || "it is a cache that loses nothing of value";
  },
  *check(container) {
    const { name, least } = needOf(container);
    const { stopTimeout } = container;
    if (stopTimeout === undefined || stopTimeout < least)
      yield {
        at: "stopTimeout",
        message: `${name} gets ${stopTimeout === undefined ? "Docker's 10 seconds" : `${stopTimeout} seconds`} to shut down, and needs up to ${least}`,
        remedy: `Set stopTimeout (compose: stop_grace_period) to ${least} seconds or more.`,
      };
  },
});

function needOf(container: Container): { name: string; least: number } {
  const database = databaseOf(container);
  if (database !== undefined) return { name: database.name, least: Math.max(LEAST, database.stopGrace ?? 0) };
  const alike = container.image === undefined ? undefined : LIKE_DATABASES.get(normalise(container.image));
  return { name: alike ?? "the database", least: LEAST };
}
