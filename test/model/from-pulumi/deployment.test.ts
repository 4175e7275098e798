import test from "ava";
import type { Container } from "../../../model/container.ts";
import { stackOf } from "../../support/stack.ts";

const one = (inputs: Record<string, unknown>) =>
  stackOf({ web: { image: "nginx:1.27.3", ...inputs } }).containers[0] as Container;

test("what only Pulumi says about a deployment is read, with the defaults of the provider", (t) => {
  t.deepEqual(one({}).deployment, {
    at: "deployment",
    start: true,
    wait: false,
    waitTimeout: 60,
    attach: false,
    logs: false,
    rm: false,
    destroyGrace: undefined,
  });
  const declared = one({ start: false, wait: true, waitTimeout: 90, destroyGraceSeconds: 30, logs: true }).deployment;
  t.like(declared, { start: false, wait: true, waitTimeout: 90, destroyGrace: 30, logs: true });
});

test("a setting of the deployment is found again under the name of its input", (t) => {
  const { locate } = one({});
  t.is(locate("deployment.wait").path, "wait");
  t.is(locate("deployment.destroyGrace").path, "destroyGraceSeconds");
  t.is(locate("deviceRules.0").path, "deviceCgroupRules[0]");
  t.is(locate("volumesFrom.1").path, "volumes[1]");
});

test("volumes taken over from a container are no mounts, and the mounts beside them keep their places", (t) => {
  const web = one({ volumes: [{ fromContainer: "app" }, { volumeName: "data", containerPath: "/data" }] });
  t.deepEqual(web.volumesFrom, [{ at: "volumesFrom.0", name: "app" }]);
  t.is(web.mounts.length, 1);
  t.is(web.locate("mounts.0.target").path, "volumes[1].target");
});

test("a quota of processor time is so many cores", (t) => {
  t.is(one({ cpuQuota: 50_000 }).cpus, 0.5);
  t.is(one({ cpuQuota: 50_000, cpuPeriod: 25_000 }).cpus, 2);
  t.is(one({ cpus: "1.5", cpuQuota: 50_000 }).cpus, 1.5);
  t.is(one({ cpuShares: 512 }).cpus, undefined);
});

test("graphics processors are all, or so many", (t) => {
  t.deepEqual(one({ gpus: "all" }).gpus, [{ at: "gpus", name: "all" }]);
  t.is(one({ deviceRequests: [{ count: -1 }] }).gpus?.[0]?.name, "all");
  t.is(one({ deviceRequests: [{ deviceIds: ["0", "1"] }] }).gpus?.[0]?.name, "2");
});
