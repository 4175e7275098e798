import { set } from "../../cure/edit.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "logs-discarded",
  title: "The output of the container is thrown away",
  why: "After a break-in or a crash nobody can say what happened.",
  premises: { precondition: "foothold", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Configure logging drivers", "https://docs.docker.com/engine/logging/configure/")],
  remedy: 'Use the log driver "local" or "json-file" with max-size, or one that sends the log elsewhere.',
  cure: ({ at }) => [set(at, "local")],
  appliesTo: ({ logging }) => logging.driver !== undefined || "it leaves the log driver to the engine",
  *check({ logging }) {
    if (logging.driver === "none")
      yield { at: "logging.driver", message: "its log driver is none, so its output is lost" };
  },
});
