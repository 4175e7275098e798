import { remake } from "../breaking/containers.ts";
import { untilWell } from "../engine.ts";
import { fault } from "./fault.ts";

export default fault({
  title: "A container runs with another health check than declared, one that cannot fail",
  blames: ["healthcheck-in-force master/semaphore"],
  cases: ["declared-healthchecks-missing-in-running-containers"],
  async inject(lab) {
    const mend = await remake(lab, "master", "semaphore", (was) => ({
      ...was,
      Config: { ...was.Config, Healthcheck: { Test: ["CMD", "true"], Interval: 30e9 } },
    }));
    await untilWell(lab, "master", ["semaphore"]);
    return mend;
  },
});
