import test, { type ExecutionContext } from "ava";
import { dockerSource } from "../../../../verifications/facts/docker/source.ts";
import type { ContainerValue, SteadyValue } from "../../../../verifications/facts/docker/values.ts";
import { printer } from "../../../../verifications/print.ts";
import { gather } from "../../../../verifications/run/gather.ts";
import { expecting, type FakeEngine, fakeEngine, inspected, rawEngine, reachTo, seen } from "../../support/engine.ts";

const print = printer();
const key = (source: string, subject = "-") => ({
  source: `docker.${source}`,
  host: "master",
  vantage: "engine",
  subject,
});

async function look(
  t: ExecutionContext,
  engine: FakeEngine | undefined,
  names: readonly string[],
  options: { deadline?: number; steady?: number; signal?: AbortSignal } = {},
) {
  const { signal, ...rest } = options;
  const source = dockerSource({ print, steady: 0, deadline: 2000, ...rest });
  t.teardown(() => {
    source.close();
    engine?.close();
  });
  const questions = source.plan(
    expecting("master", names),
    reachTo({ master: engine ? { engine: engine.address } : {} }),
  );
  return await gather(questions, signal === undefined ? {} : { signal });
}

test("a container is seen with what is in force of it", async (t) => {
  const engine = await fakeEngine(["web"], {
    "/containers/web/json": inspected("web", {
      RestartCount: 2,
      State: {
        Health: {
          Status: "unhealthy",
          FailingStreak: 4,
          Log: [{ Start: "2026-11-23T08:00:00Z", ExitCode: 1, Output: "geheim" }],
        },
      },
      HostConfig: { Memory: 1024, NanoCpus: 5e8, PidsLimit: 9, RestartPolicy: { Name: "always" } },
      Config: { Healthcheck: { Test: ["CMD", "check", "-pgeheim"], Interval: 5e9 }, Env: ["A=geheim"] },
      NetworkSettings: { Ports: { "80/tcp": [{ HostIp: "", HostPort: "8080" }], "81/tcp": null } },
    }),
  });
  const facts = await look(t, engine, ["web"]);
  const value = seen(facts, key("container", "web")) as ContainerValue;
  t.like(value, {
    restarts: 2,
    finishedAt: null,
    health: { status: "unhealthy", failingStreak: 4, log: [{ started: "2026-11-23T08:00:00Z", exitCode: 1 }] },
    restart: { policy: "always", maxRetries: null },
    memory: 1024,
    cpus: 0.5,
    pidsLimit: 9,
    ports: [{ ip: "0.0.0.0", external: 8080, internal: 80, protocol: "tcp" }],
  });
  t.deepEqual(value.test, {
    print: print(["exec", "check", "-pgeheim"]),
    interval: 5000,
    timeout: 30_000,
    startPeriod: 0,
    retries: 3,
  });
  t.deepEqual(value.image.tags, ["web:1"]);
  t.deepEqual(seen(facts, key("usage", "web")), { memory: 2000, memoryLimit: 10_000, pids: 7 });
  t.false(JSON.stringify(facts).includes("geheim"), "neither variables, tests nor their output are kept");
});

test("a container that does not exist is missing, and one that cannot be read is not taken for a quiet one", async (t) => {
  const engine = await fakeEngine(["web", "db", "odd"], {
    "/containers/web/json": 404,
    "/containers/db/json": 500,
    "/containers/odd/json": { Id: "geheim" },
  });
  const facts = await look(t, engine, ["web", "db", "odd"]);
  t.is(seen(facts, key("container", "web")), "missing");
  t.is(seen(facts, key("container", "db")), "protocol");
  t.is(seen(facts, key("container", "odd")), "protocol");
  t.false(JSON.stringify(facts).includes("geheim"));
});

test("two looks apart show what happened in between", async (t) => {
  let looks = 0;
  const engine = await fakeEngine(["web", "db"], {
    "/containers/web/json": (_, response) => response.end(JSON.stringify(inspected("web", { RestartCount: looks++ }))),
    "/containers/db/json": 404,
  });
  const facts = await look(t, engine, ["web", "db"], { steady: 1 });
  const { seconds, containers } = seen(facts, key("steady")) as SteadyValue;
  t.true(seconds >= 1 && seconds < 3);
  t.true((containers.web?.second?.restarts ?? 0) > (containers.web?.first?.restarts ?? 0));
  t.deepEqual(containers.db, { first: null, second: null });
  t.is(seen(await look(t, await fakeEngine(["web"]), ["web"]), key("steady")), "not-asked");
});

test("an engine of which nobody said where it is was not asked, and a host that is not reached has no question", async (t) => {
  const facts = await look(t, undefined, ["web"]);
  t.true(facts.length > 5);
  for (const { observation } of facts) t.is(observation.status === "failed" && observation.failure, "not-asked");
  t.deepEqual(dockerSource({ print }).plan(expecting("lady", ["web"]), reachTo({ master: {} })), []);
});

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const HOSTILE: Readonly<Record<string, Parameters<typeof rawEngine>[0]>> = {
  "accepts and never answers": () => {},
  "sends one byte a second": (socket) => {
    const timer = setInterval(() => socket.write("H"), 1000);
    socket.once("close", () => clearInterval(timer));
  },
  "never ends its body": (socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const timer = setInterval(() => socket.write("400\r\n".concat("[".repeat(1024), "\r\n")), 5);
    socket.once("close", () => clearInterval(timer));
  },
  "answers with garbage": (socket) => socket.end("\u0000geheim\r\n\r\n"),
  "closes in the middle": (socket) => socket.end(`${HEAD}content-length: 1000\r\n\r\n{"ServerVersion":`),
  "lies about the length": (socket) => socket.end(`${HEAD}content-length: 2\r\n\r\n{"ServerVersion":"1"}`),
  "has a header without end": (socket) => {
    socket.write(`${HEAD}x: `);
    const timer = setInterval(() => socket.write("geheim".repeat(10_000)), 1);
    socket.once("close", () => clearInterval(timer));
  },
  "nests without end": (socket) => socket.end(`${HEAD}connection: close\r\n\r\n${"[".repeat(200_000)}`),
};

for (const [what, speak] of Object.entries(HOSTILE))
  test(`an engine that ${what} costs at most a deadline or so, and nothing of it is seen`, async (t) => {
    const engine = await rawEngine(speak);
    const started = performance.now();
    const facts = await look(
      t,
      engine,
      Array.from({ length: 30 }, (_, index) => `c${index}`),
      { deadline: 400, steady: 1 },
    );
    const took = performance.now() - started;
    t.true(took < 6000, `${Math.round(took)} ms for ${facts.length} questions`);
    for (const { observation } of facts) t.is(observation.status, "failed");
    t.false(JSON.stringify(facts).includes("geheim"));
  });

test("an engine that goes silent over one container still tells of the others", async (t) => {
  const engine = await fakeEngine(["web", "db"], { "/containers/web/json": () => {} });
  const facts = await look(t, engine, ["web", "db"], { deadline: 1500 });
  t.is(seen(facts, key("container", "web")), "timeout");
  t.is((seen(facts, key("container", "db")) as ContainerValue).status, "running");
});

test("a run that is ended keeps what it has seen", async (t) => {
  const stopping = new AbortController();
  const engine = await fakeEngine(["web", "db"], {
    "/containers/db/json": () => setTimeout(() => stopping.abort(), 100),
  });
  const facts = await look(t, engine, ["web", "db"], { deadline: 20_000, signal: stopping.signal });
  t.is((seen(facts, key("container", "web")) as ContainerValue).status, "running");
  t.is(seen(facts, key("container", "db")), "aborted");
});
