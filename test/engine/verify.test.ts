import { setTimeout as sleep } from "node:timers/promises";
import test from "ava";
import { importStandInImage } from "../../toolchain/stand-in-image.ts";
import { CHECKS } from "../../verifications/checks/index.ts";
import { dockerSource } from "../../verifications/facts/docker/source.ts";
import { hostSource } from "../../verifications/facts/host/source.ts";
import type { ListenerValue, SocketsValue } from "../../verifications/facts/host/values.ts";
import { evaluate } from "../../verifications/judgement/evaluate.ts";
import { printer } from "../../verifications/print.ts";
import { gather } from "../../verifications/run/gather.ts";
import { plan } from "../../verifications/verify.ts";
import { reachTo, seen } from "../verifications/support/engine.ts";
import { expectationOf } from "../verifications/support/expectation.ts";
import { needDockerd, present } from "./support/requirements.ts";

const SECONDS = 1e9;
/** Longest wait until a test of health has settled, in milliseconds. */
const SETTLES = 60_000;

test.serial(
  "a real engine and its host tell of containers that serve, lie, flap, are missing or undeclared",
  async (t) => {
    const dockerd = await needDockerd(t);
    if (dockerd === undefined) return;
    if (present(t, (await importStandInImage(dockerd, ["web:1"])) ?? {}) === undefined) return;
    const test = (word: string) => ({ Test: ["CMD-SHELL", word], Interval: SECONDS, Timeout: 5 * SECONDS, Retries: 1 });
    const start = async (name: string, body: object) => {
      const path = `/containers/create?name=${name}`;
      const HostConfig = { RestartPolicy: { Name: "unless-stopped" }, ...(body as { HostConfig?: object }).HostConfig };
      const { Id } = (await dockerd.ask({ method: "POST", path, body: { Image: "web:1", ...body, HostConfig } })) as {
        Id: string;
      };
      await dockerd.ask({ method: "POST", path: `/containers/${Id}/start` });
      return Id;
    };
    const good = "wget -q -O /dev/null http://127.0.0.1:80/";
    const port = { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "18089" }] };
    const web = await start("web", {
      Healthcheck: test(good),
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { PortBindings: port },
    });
    // Something of the image runs instead of the service, and its test does not notice.
    await start("liar", { Healthcheck: test("true"), Cmd: ["sleep", "600"] });
    await start("sick", { Healthcheck: test("false") });
    await start("flapping", { Healthcheck: test("true"), Cmd: ["sh", "-c", "exit 3"] });
    await start("stranger", {});
    const print = printer();
    const checked = { healthcheck: true, serves: [80] };
    const expectation = expectationOf({
      hosts: [
        {
          name: "master",
          containers: [
            { name: "web", ...checked, ports: [{ ip: "127.0.0.1", external: 18_089, internal: 80 }] },
            ...["liar", "sick", "flapping", "gone"].map((name) => ({ name, ...checked })),
          ],
        },
      ],
    });
    const reach = reachTo({ master: { engine: dockerd.host, shell: "local" } });
    const look = async () => {
      const docker = dockerSource({ print, steady: 5 });
      try {
        return await gather(plan([docker, hostSource({ deadline: 60_000 })], expectation, reach));
      } finally {
        docker.close();
      }
    };
    const until = Date.now() + SETTLES;
    for (;;) {
      const state = async (name: string) =>
        ((await dockerd.ask({ path: `/containers/${name}/json` })) as { State: { Health?: { Status: string } } }).State
          .Health?.Status;
      if (
        (await state("web")) === "healthy" &&
        (await state("sick")) === "unhealthy" &&
        (await state("liar")) === "healthy"
      )
        break;
      if (Date.now() > until) return t.fail("the containers did not settle");
      await sleep(500);
    }
    const facts = await look();
    const results = evaluate({ expectation, facts, checks: CHECKS, now: new Date().toISOString() });
    const state = (check: string, name: string) =>
      results.find((result) => result.check === check && result.subject.name === name)?.state;
    const faults = results
      .filter((result) => result.state === "fail" && result.subject.name !== "-")
      .map(({ check, subject }) => `${check} ${subject.name}`);
    t.is(seen(facts, { source: "docker.container", host: "master", vantage: "engine", subject: "gone" }), "missing");
    t.is(state("container-runs", "gone"), "fail");
    t.is(state("container-healthy", "sick"), "fail");
    t.is(state("healthcheck-honest", "liar"), "fail");
    t.true(faults.includes("container-runs flapping") || faults.includes("container-steady flapping"), faults.join());
    for (const check of [
      "container-runs",
      "container-healthy",
      "healthcheck-honest",
      "ports-in-force",
      "restart-in-force",
      "image-as-declared",
    ])
      t.is(state(check, "web"), "pass", check);
    t.deepEqual(
      faults.filter((fault) => fault.endsWith(" web")),
      [],
    );
    const undeclared = results.find(({ check }) => check === "container-declared");
    t.deepEqual(
      undeclared?.remarks.map(({ detail }) => detail),
      ["stranger"],
    );
    const inside = seen(facts, {
      source: "host.sockets",
      host: "master",
      vantage: "host",
      subject: "-",
    }) as SocketsValue;
    t.deepEqual(inside[web], [80]);
    const listeners = seen(facts, {
      source: "host.listeners",
      host: "master",
      vantage: "host",
      subject: "-",
    }) as ListenerValue[];
    t.true(listeners.some((one) => one.ip === "127.0.0.1" && one.port === 18_089));
  },
);
