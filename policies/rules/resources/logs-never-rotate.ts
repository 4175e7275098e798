import type { Logging } from "../../../model/container.ts";
import { same, set } from "../../cure/edit.ts";
import { findKnown } from "../../each.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "logs-never-rotate",
  title: "The logs of the container are never rotated",
  why: "The engine keeps every line in one file until the disk of the host is full, and then every service on it fails.",
  premises: { precondition: "reach", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page("JSON File logging driver", "https://docs.docker.com/engine/logging/drivers/json-file/"),
    page("Configure logging drivers", "https://docs.docker.com/engine/logging/configure/"),
  ],
  remedy:
    'Set the log options "max-size" (for example "10m") and "max-file" ("3"), or use the log driver "local", which rotates by itself.',
  cure: (_, { logging }) => {
    const bounds = [set("logging.options.max-size", "10m"), set("logging.options.max-file", "3")];
    return logging.driver === undefined
      ? [set("logging.driver", "json-file"), ...bounds]
      : same("the service writes as before, the engine only drops the oldest lines", ...bounds);
  },
  appliesTo: ({ logging: { driver } }) =>
    driver === undefined ||
    driver === "json-file" ||
    driver === "local" ||
    "its log driver writes no file that it would have to rotate",
  *check({ logging }) {
    if (logging.driver === "local") return;
    if (!isBounded(logging))
      yield {
        at: "logging",
        message: `${logging.driver === undefined ? "no log driver and no" : "the log driver json-file but no"} max-size is declared, so its log grows until the disk of the host is full`,
      };
  },
});

/** A size of -1 is no bound, and neither is one of 0. */
function isBounded(logging: Logging): boolean {
  const size = findKnown(logging.options, ({ key }) => key === "max-size")?.value;
  return size !== undefined && /^\s*0*[1-9]/.test(size.slice(0, 32));
}
