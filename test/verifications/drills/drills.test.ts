import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import test, { type ExecutionContext } from "ava";
import { CHECKS } from "../../../verifications/checks/index.ts";
import type { DrillName, Step } from "../../../verifications/drills/drill.ts";
import { DrillError } from "../../../verifications/drills/drill.ts";
import { openJournal } from "../../../verifications/drills/journal.ts";
import { type Drilled, type DrillOptions, putBackAll, runDrills } from "../../../verifications/drills/run.ts";
import { hostShell } from "../../../verifications/drills/shell.ts";
import type { Json } from "../../../verifications/fact.ts";
import { evaluate } from "../../../verifications/judgement/evaluate.ts";
import type { FactSource } from "../../../verifications/source.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { expectationOf } from "../support/expectation.ts";
import { PORTAL_IMAGE, type Restartable, restartable } from "./support.ts";

const ROUTE = "https://web.example.org/";
const declared = expectationOf({
  hosts: [
    {
      name: "master",
      containers: [
        { name: "web", healthcheck: true },
        { name: "once", healthcheck: true },
        { name: "portal", image: PORTAL_IMAGE, healthcheck: true },
      ],
      routes: [
        { host: "auth.example.org", container: "portal", access: "own-login" },
        { host: "web.example.org", access: "authelia" },
      ],
    },
  ],
});
const PACE = { poll: 100, margin: 12_000, engine: 60_000, settle: 1_000 };
const step = (drill: DrillName, container?: string): Step => ({ drill, host: "master", container });

let engine: Restartable | undefined;
test.before(async (t) => {
  t.timeout(180_000);
  const made = await restartable();
  if (typeof made === "string") {
    if (process.env.CI || process.env.READINESS_REQUIRE_ENGINE) throw new Error(`required here and missing: ${made}`);
    t.log(`skipped: ${made}`);
    return;
  }
  engine = made;
  await made.create("web", "unless-stopped");
  await made.create("once", "no");
  await made.create("portal", "unless-stopped", PORTAL_IMAGE);
  await made.create("idle", "always");
  await made.ask({ method: "POST", path: "/containers/idle/stop?t=0" });
  await settled(made);
});
test.after.always(async () => engine?.stop());

const AS_BEFORE = ["idle exited", "once running healthy", "portal running healthy", "web running healthy"];

async function states({ ask }: Restartable): Promise<string[]> {
  const all = (await ask({ path: "/containers/json?all=true" })) as { Names: string[]; Id: string }[];
  const told = all.map(async ({ Names, Id }) => {
    const { State } = (await ask({ path: `/containers/${Id}/json` })) as {
      State: { Status: string; Health: { Status: string } };
    };
    const { Status, Health } = State;
    return `${Names[0]?.slice(1)} ${Status}${Status === "running" ? ` ${Health.Status}` : ""}`;
  });
  return (await Promise.all(told)).sort();
}

async function settled(there: Restartable): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (JSON.stringify(await states(there)) === JSON.stringify(AS_BEFORE)) return;
    await sleep(100);
  }
  throw new Error((await states(there)).join(", "));
}

/** Tells every visitor what it is given while the portal is down, and leads them there otherwise. */
function visits(there: Restartable, whileDown: Json): FactSource {
  return {
    id: "http",
    title: "visits",
    plan: () =>
      [ROUTE, `${ROUTE}#script`].map((subject) => ({
        key: {
          source: subject === ROUTE ? "http.route" : "http.stranger",
          host: "master",
          vantage: "outside",
          subject,
        },
        deadline: 5_000,
        ask: async () => {
          const isUp = (await states(there)).some((state) => state.startsWith("portal running"));
          const value = isUp ? { status: 302, location: null } : whileDown;
          return { value, raw: JSON.stringify(value) };
        },
      })),
  };
}

function options(t: ExecutionContext, there: Restartable, more: Partial<DrillOptions> = {}): DrillOptions {
  const shell = hostShell("master", "local");
  return {
    expectation: declared,
    reach: {
      hosts: new Map([
        ["master", { engine: there.address, shell: "local", publicAddress: "127.0.0.1", vpnAddress: undefined }],
      ]),
      vantages: new Map([["outside", { name: "outside", localAddress: undefined, calls: "public" }]]),
      resolvers: [],
      authority: undefined,
    },
    journal: join(temporaryFolder(t), "journal.json"),
    pace: PACE,
    visits: visits(there, { status: 500, page: "empty", location: null }),
    // The engine of this machine is not ours to restart.
    shellOf: () => ({ ...shell, restartEngine: there.restart, startEngine: there.restart }),
    ...more,
  };
}

function judged(check: string, { facts }: Drilled): string[] {
  const checks = CHECKS.filter(({ id }) => id === check);
  return evaluate({ expectation: declared, facts, checks, now: new Date().toISOString() }).map(
    ({ subject, state, remarks }) => [subject.name, state, ...remarks.map(({ message }) => message)].join(" "),
  );
}

const story = (title: string, tell: (t: ExecutionContext, there: Restartable) => Promise<void>) =>
  test.serial(title, async (t) => {
    t.timeout(180_000);
    if (engine === undefined) return t.pass();
    await tell(t, engine);
    await settled(engine);
    t.pass();
  });

story("a container whose process was killed comes back by itself, and how long it took is known", async (t, there) => {
  const at = options(t, there);
  const drilled = await runDrills([step("container-comes-back", "web")], at);
  t.deepEqual(drilled.problems, []);
  t.deepEqual(judged("container-comes-back", drilled), ["- pass"]);
  const { RestartCount } = (await there.ask({ path: "/containers/web/json" })) as { RestartCount: number };
  t.is(RestartCount, 1, "the engine started it, and nobody else");
  t.true(judged("restart-times-known", drilled).includes("web pass"));
  t.false(existsSync(at.journal));
});

story("a container that does not come back fails by name, and is started by us", async (t, there) => {
  const at = options(t, there, { pace: { ...PACE, margin: 1_500 } });
  const drilled = await runDrills([step("container-comes-back", "once")], at);
  const [judgement = ""] = judged("container-comes-back", drilled);
  t.regex(judgement, /^- fail once was not back \d+ s after its process was killed: it is exited/);
});

story("no guarded route opens while the portal is down, and it is well again afterwards", async (t, there) => {
  const drilled = await runDrills([step("portal-down-opens-nothing", "portal")], options(t, there));
  t.deepEqual(drilled.problems, []);
  t.deepEqual(judged("portal-down-opens-nothing", drilled), ["auth.example.org pass", `${ROUTE} pass`]);
});

story("a route that opens while the portal is down is found", async (t, there) => {
  const open = visits(there, { status: 200, page: "other", location: null });
  const drilled = await runDrills([step("portal-down-opens-nothing", "portal")], options(t, there, { visits: open }));
  t.regex(judged("portal-down-opens-nothing", drilled)[1] ?? "", /fail .* answers 200 to a browser while/);
});

story("after a restart of the engine what stays down is named, and all is as it was in the end", async (t, there) => {
  const drilled = await runDrills([step("engine-restart")], options(t, there, { pace: { ...PACE, margin: 8_000 } }));
  t.deepEqual(drilled.problems, []);
  const [judgement = ""] = judged("engine-comes-back", drilled);
  t.regex(judgement, /^- fail once was not back \d+ s after the engine of master was restarted: it is exited/);
  t.false(judgement.includes("web was not back"));
  t.true(judged("restart-times-known", drilled).some((one) => one.startsWith("web")));
});

story("nothing is begun on a host that is not well, and it says what is wrong there", async (t, there) => {
  await there.ask({ method: "POST", path: "/containers/once/stop?t=0" });
  const at = options(t, there);
  const drilled = await runDrills([step("container-comes-back", "web"), step("engine-restart")], at);
  t.is(drilled.problems.length, 1);
  t.regex(drilled.problems[0] ?? "", /container-comes-back did not begin: master is not well \(once\)/);
  t.regex(judged("container-comes-back", drilled)[0] ?? "", /^- unknown /);
  t.false(existsSync(at.journal));
  await there.ask({ method: "POST", path: "/containers/once/start" });
});

for (const [drill, container] of [
  ["container-comes-back", "once"],
  ["portal-down-opens-nothing", "portal"],
] as const)
  story(`${drill} leaves all as it was whenever it is stopped`, async (t, there) => {
    for (const moment of [0, 20, 60, 150, 400, 1_000, 2_000]) {
      const stopping = new AbortController();
      const at = options(t, there, { signal: stopping.signal });
      const timer = setTimeout(() => stopping.abort(), moment);
      if (moment === 0) stopping.abort();
      const drilled = await runDrills([step(drill, container)], at);
      clearTimeout(timer);
      t.deepEqual(await states(there), AS_BEFORE, `after ${moment} ms`);
      t.false(existsSync(at.journal));
      for (const { observation } of drilled.facts)
        if (observation.status === "failed") t.is(observation.failure, "aborted", `after ${moment} ms`);
    }
  });

story("engine-restart leaves all as it was when it is stopped in the middle of it", async (t, there) => {
  const stopping = new AbortController();
  const at = options(t, there, { signal: stopping.signal });
  const restartEngine = () => {
    setTimeout(() => stopping.abort(), 100);
    return there.restart();
  };
  const shell = { ...hostShell("master", "local"), startEngine: there.restart, restartEngine };
  const drilled = await runDrills([step("engine-restart")], { ...at, shellOf: () => shell });
  t.deepEqual(await states(there), AS_BEFORE);
  t.false(existsSync(at.journal));
  t.like(drilled.facts[0]?.observation, { failure: "aborted" });
});

story(
  "what a run that was killed left behind is put back by the next one, and no drill begins before",
  async (t, there) => {
    const at = options(t, there);
    const names = { well: ["portal"], running: [], stopped: [] };
    openJournal(at.journal, {
      drill: "portal-down-opens-nothing",
      host: "master",
      ...names,
      started: "2026-11-23T12:00:00Z",
    });
    await there.ask({ method: "POST", path: "/containers/portal/stop?t=0" });
    await there.ask({ method: "POST", path: "/containers/portal/start" });
    await settled(there);
    const drilled = await runDrills([step("container-comes-back", "web")], at);
    t.regex(drilled.problems[0] ?? "", /--put-back/);
    // A stop of the killed run that comes through only now.
    setTimeout(() => void there.ask({ method: "POST", path: "/containers/portal/stop?t=0" }), 300);
    t.is(await putBackAll(at), "master");
    t.deepEqual(await states(there), AS_BEFORE);
    t.false(existsSync(at.journal));
    t.is(await putBackAll(at), undefined);
  },
);

test("an engine that is lost keeps the journal, and says what to do", async (t) => {
  const there = { address: "unix:///nowhere/docker.sock" } as Restartable;
  const at = options(t, there, { pace: { ...PACE, engine: 200, settle: 0 } });
  const names = { well: ["web"], running: [], stopped: [] };
  openJournal(at.journal, { drill: "container-comes-back", host: "master", ...names, started: "2026-11-23T12:00:00Z" });
  const error = await t.throwsAsync(putBackAll(at), { instanceOf: DrillError });
  t.regex(error?.message ?? "", /web could not be put back.*--put-back/);
  t.true(existsSync(at.journal));
});

test("a journal that is none changes nothing, and one that was cut off while it was written is done with", async (t) => {
  const there = { address: "unix:///nowhere/docker.sock" } as Restartable;
  const at = options(t, there);
  writeFileSync(at.journal, '{"drill":"container-comes-back","host":"master","well":["../geheim"]}\n');
  const error = await t.throwsAsync(putBackAll(at), { instanceOf: DrillError });
  t.false(error?.message.includes("geheim"));
  t.true(readFileSync(at.journal, "utf8").length > 0);
  writeFileSync(at.journal, '{"drill":');
  t.is(await putBackAll(at), undefined);
  t.false(existsSync(at.journal));
});

test("a process is killed only where it belongs to the container", async (t) => {
  const shell = hostShell("master", "local");
  await t.throwsAsync(shell.killProcess(process.pid, "a".repeat(64)), { instanceOf: DrillError });
  await t.throwsAsync(shell.killProcess(1, "a".repeat(64)), { instanceOf: DrillError });
  await t.throwsAsync(hostShell("master", undefined).restartEngine(), { message: /has no shell for us/ });
});
