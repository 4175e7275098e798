import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type OutgoingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { hurryHealth, LONGEST_WAIT, WAIT_HEADER } from "../../lab/host/hurry.ts";

const DECLARED = 600e9;

test("a container that is made through it looks at its health soon, and the engine is heard to say what was declared", async (t) => {
  const { ask, made } = await between(t);
  const created = await ask("POST", "/v1.41/containers/create?name=slow", {
    Image: "slow:1",
    Healthcheck: { Test: ["CMD", "true"], Interval: DECLARED, Retries: 3 },
  });
  t.is(created.Id, "id-1");
  t.deepEqual(made.at(-1), {
    Image: "slow:1",
    Healthcheck: { Test: ["CMD", "true"], Interval: LONGEST_WAIT, Retries: 3 },
  });
  const seen = await ask("GET", "/v1.41/containers/slow/json");
  t.deepEqual(seen.Config, { Healthcheck: { Test: ["CMD", "true"], Interval: DECLARED, Retries: 3 } });
});

test("an interval that was left to the engine is not there afterwards either", async (t) => {
  const { ask, made } = await between(t);
  await ask("POST", "/v1.41/containers/create", { Image: "plain:1", Healthcheck: { Test: ["CMD", "true"] } });
  t.is((made.at(-1) as { Healthcheck: { Interval: number } }).Healthcheck.Interval, LONGEST_WAIT);
  t.deepEqual((await ask("GET", "/v1.41/containers/id-1/json")).Config, { Healthcheck: { Test: ["CMD", "true"] } });
});

test("a container that somebody waits for looks as soon as he asks for", async (t) => {
  const { ask, made } = await between(t);
  const container = { Image: "slow:1", Healthcheck: { Test: ["CMD", "true"], Interval: DECLARED } };
  await ask("POST", "/v1.41/containers/create", container, { [WAIT_HEADER]: "4000000000" });
  t.is((made.at(-1) as typeof container).Healthcheck.Interval, 4e9);
  t.is(((await ask("GET", "/v1.41/containers/id-1/json")).Config as typeof container).Healthcheck.Interval, DECLARED);
});

test("what looks often enough, or never, goes through as it is", async (t) => {
  const { ask, made } = await between(t);
  for (const container of [
    { Image: "quick:1", Healthcheck: { Test: ["CMD", "true"], Interval: 5e9 } },
    { Image: "bare:1" },
  ]) {
    await ask("POST", "/v1.41/containers/create", container);
    t.deepEqual(made.at(-1), container);
  }
});

test("an engine that is gone is an error and no hanging", async (t) => {
  const { ask, engine } = await between(t);
  engine.close();
  engine.closeAllConnections();
  await t.throwsAsync(ask("GET", "/v1.41/info"), { message: /502/ });
});

/** A small engine that keeps what it is told, with the hurrying proxy before it. */
async function between(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), "rdy-hurry-"));
  const made: Record<string, unknown>[] = [];
  const engine = createServer(async (asked, answer) => {
    if (asked.method === "POST") {
      let text = "";
      for await (const part of asked) text += part;
      made.push(JSON.parse(text));
      answer.writeHead(201).end(JSON.stringify({ Id: `id-${made.length}` }));
    } else answer.end(JSON.stringify({ Id: `id-${made.length}`, Config: { Healthcheck: made.at(-1)?.Healthcheck } }));
  });
  engine.listen(join(folder, "engine.sock"));
  await once(engine, "listening");
  const proxy = await hurryHealth(join(folder, "engine.sock"), join(folder, "front.sock"));
  t.teardown(async () => {
    for (const server of [proxy, engine]) {
      server.closeAllConnections();
      server.close();
    }
    await rm(folder, { recursive: true });
  });
  const ask = (method: string, path: string, body?: object, headers: OutgoingHttpHeaders = {}) =>
    new Promise<{ Id?: string; Config?: object }>((resolve, reject) => {
      const call = request({ socketPath: join(folder, "front.sock"), method, path, headers }, (reply) => {
        let text = "";
        reply.on("data", (part) => (text += part));
        reply.on("end", () =>
          (reply.statusCode ?? 500) < 400 ? resolve(JSON.parse(text)) : reject(new Error(`${reply.statusCode}`)),
        );
      });
      call.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { ask, made, engine };
}
