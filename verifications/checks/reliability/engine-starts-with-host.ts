import { check } from "../../check.ts";
import { hostsIn, needsHost, ofHost } from "../../expected.ts";
import type { UnitsValue } from "../../facts/host/values.ts";

export default check({
  id: "engine-starts-with-host",
  criterion: "reliability",
  lines: ["INF-4"],
  title: "The engine is not started with its host, or not again when it dies",
  why: "No restart policy of a container is worth anything while nobody starts the engine; an enabled socket waits for a first visitor.",
  proof: "`systemctl show docker.service`: UnitFileState is enabled, and Restart is not no.",
  remedy: "Run `systemctl enable --now docker.service` on the host.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host }, look) {
    const { docker } = look.value(ofHost("units", host)) as unknown as UnitsValue;
    if (docker === null) {
      yield { message: `${host} has no docker.service, so nothing starts its engine`, detail: "unit" };
      return;
    }
    if (docker.enabled !== "enabled")
      yield {
        message: `${host} does not start its engine: docker.service is ${docker.enabled ?? "in no known state"}`,
        detail: "enabled",
      };
    if (docker.restart === null || docker.restart === "no")
      yield { message: `${host} does not start its engine again when it dies`, detail: "restart" };
  },
});
