import { guardedRoutes, portalsOf } from "../edge/portal.ts";
import { OUTSIDE } from "../edge/route.ts";
import { gather } from "../run/gather.ts";
import type { Question } from "../source.ts";
import { DrillError, drillFact, type Seen, type Site, visitFact } from "./drill.ts";
import { boundOf, waitBack } from "./wait.ts";

/** Stops the login portal, sees what strangers get at every guarded route, and starts it again. */
export async function portalDown(site: Site): Promise<Seen[]> {
  const { step, host, expectation, engine, pace, signal } = site;
  const name = step.container as string;
  const questions = visitsOf(site);
  if (questions.length === 0)
    throw new DrillError(`no guarded route can be visited from ${OUTSIDE}, so ${name} was not stopped`);
  const before = await engine.look(name, signal);
  signal.throwIfAborted();
  await engine.stop(name);
  const from = new Date().toISOString();
  const isDown = async () => (await engine.look(name, signal)).status === "exited";
  const wasDown = await isDown();
  const visits = await gather(questions, { signal });
  signal.throwIfAborted();
  const down = wasDown && (await isDown());
  const until = new Date().toISOString();
  const since = performance.now();
  await engine.start(name);
  const declared = host.containers.find((one) => one.name === name);
  const bound = boundOf(declared, before.test, pace.margin);
  const back = await waitBack(engine, name, { since, bound, poll: pace.poll, signal, before: before.startedAt });
  const value = { from, until, down, back };
  const portals = portalsOf(expectation).filter((one) => one.host === step.host && one.container === name);
  const finished = new Date().toISOString();
  return [
    ...portals.map(({ hostName }) => ({
      key: drillFact("portal-down", step.host, hostName),
      started: from,
      finished,
      value,
    })),
    ...portals.flatMap(({ hostName }) =>
      visits.map((fact) => ({ ...fact, ...visitFact(fact.host, hostName, fact.subject) })),
    ),
  ];
}

/** As a browser and as a script, at every guarded route of the hosts that are reached. */
function visitsOf({ expectation, reach, visits }: Site): Question[] {
  const asked = new Set(
    guardedRoutes(expectation).flatMap(({ host, name }) => [
      `http.route ${host} ${name}`,
      `http.stranger ${host} ${name}#script`,
    ]),
  );
  return visits
    .plan(expectation, reach)
    .filter(({ key }) => key.vantage === OUTSIDE && asked.has(`${key.source} ${key.host} ${key.subject}`))
    .filter(({ key }) => reach.vantages.has(OUTSIDE) && reach.hosts.get(key.host)?.publicAddress !== undefined);
}
