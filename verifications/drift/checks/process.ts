import type { Setting } from "../../../model/container.ts";
import { shown } from "../../../policies/shown.ts";
import {
  type Difference,
  type DriftCheck,
  differentNames,
  differs,
  imageNeeded,
  NOT_AS_JUDGED,
  REFRESH,
  REPLACE,
} from "../check.ts";

export const init: DriftCheck = {
  id: "drift-init",
  title: "Whether it has an init process is not as declared",
  why: "An edited init changes the state of Pulumi and not the container; without it, dead processes stay.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: REPLACE,
  *check({ declared, running }) {
    yield* differs("init", declared.init === running.init, "whether it has an init process");
  },
};

export const stopping: DriftCheck = {
  id: "drift-stop",
  title: "It is stopped in another way than declared",
  why: "A database that is killed too early loses what it was writing.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: REFRESH,
  *check({ declared, running, image }) {
    yield* differs(
      "stopTimeout",
      (declared.stopTimeout ?? 10) === (running.stopTimeout ?? 10),
      "its time to stop",
      "timeout",
    );
    if (declared.stopSignal === undefined && image === undefined && running.stopSignal !== undefined)
      throw imageNeeded("stopSignal", "its stop signal");
    const wanted = declared.stopSignal ?? image?.stopSignal;
    yield* differs(
      "stopSignal",
      (wanted ?? "SIGTERM") === (running.stopSignal ?? "SIGTERM"),
      "its stop signal",
      "signal",
    );
  },
};

export const kernel: DriftCheck = {
  id: "drift-sysctls",
  title: "Its kernel settings or name servers are not the declared ones",
  why: "It runs under settings that nobody judged, or asks another server for names.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: REFRESH,
  *check({ declared, running }) {
    yield* settings("sysctls", "the kernel setting", declared.sysctls, running.sysctls, true);
    const names = (list: typeof declared.dns) => list.map(({ name }) => name);
    yield* differentNames("dns", names(declared.dns), names(running.dns), "the name server");
  },
};

export const logging: DriftCheck = {
  id: "drift-logging",
  title: "Its logs are kept in another way than declared",
  why: "Logs that do not rotate fill the disk of the host, and logs that go elsewhere are not found.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: REFRESH,
  appliesTo: ({ declared }) =>
    declared.logging.driver !== undefined ||
    declared.logging.options.length > 0 ||
    "the declaration leaves its logs to the engine",
  *check({ declared, running }) {
    const { driver, options } = declared.logging;
    if (driver !== undefined) yield* differs("logging", driver === running.logging.driver, "its log driver", "driver");
    // The engine adds options of its own to those that are declared.
    yield* settings("logging.options", "the log option", options, running.logging.options, false);
  },
};

function* settings(
  at: string,
  thing: string,
  declared: readonly Setting[],
  running: readonly Setting[],
  whole: boolean,
): Iterable<Difference> {
  const [wanted, found] = [new Map(declared.map(entry)), new Map(running.map(entry))];
  for (const [key, value] of wanted) yield* differs(at, found.get(key) === value, `${thing} ${shown(key)}`, shown(key));
  for (const key of whole ? found.keys() : [])
    if (!wanted.has(key))
      yield { at, detail: shown(key), message: `${thing} ${shown(key)} is in force and not declared` };
}

function entry({ key, value }: Setting): [string, string] {
  return [key, value];
}
