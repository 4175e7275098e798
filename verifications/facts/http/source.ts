import type { OutgoingHttpHeaders } from "node:http";
import { nativeFact, nativePorts } from "../../edge/native.ts";
import { plainFact } from "../../edge/plain.ts";
import {
  ATTEMPT_NAMES,
  ATTEMPTS,
  type AttemptName,
  guardedRoutes,
  type Portal,
  portalFact,
  portalsOf,
  strangerFact,
} from "../../edge/portal.ts";
import { homeOf, OUTSIDE, routeFact, routeSubjects, routesElsewhere, tlsNames, VPN } from "../../edge/route.ts";
import { LIMIT, slowAllowed, type Times, timesFact } from "../../edge/times.ts";
import type { Expectation } from "../../expectation.ts";
import type { FactKey, Json } from "../../fact.ts";
import type { Reach } from "../../reach.ts";
import { type FactSource, type Observed, type Question, Unseen } from "../../source.ts";
import { targetOf, vantagesOf } from "../connection/target.ts";
import { trust } from "../connection/trust.ts";
import { type Answer, observedAnswer } from "./answer.ts";
import { exchange, type Request } from "./exchange.ts";
import { HEALTH, observedPortal, STATE } from "./portal.ts";

export interface HttpOptions {
  /** Milliseconds for one question. */
  readonly deadline?: number;
  /** First visits of every route from where a visitor is meant to get in; none where undefined. */
  readonly samples?: number;
  /** Port of HTTPS at every host, and of plain HTTP. */
  readonly ports?: { readonly https: number; readonly http: number };
}

/** Five times what an answer may take before it is a fault by itself. */
const DEADLINE = 10_000;

/** What answers over HTTP and HTTPS, each visitor on a connection of its own. */
export function httpSource({ deadline = DEADLINE, ports, samples = 0 }: HttpOptions = {}): FactSource {
  return {
    id: "http",
    title: "HTTP and HTTPS of every route",
    plan(expectation, reach) {
      const ask = asker(reach, ports);
      const question = (key: FactKey, answer: (signal: AbortSignal) => Promise<Observed>): Question => ({
        key,
        deadline,
        ask: answer,
      });
      const simply = (key: FactKey, url: string, attempt?: AttemptName) =>
        question(key, async (signal) =>
          observedAnswer(
            url,
            await ask(
              key,
              url,
              signal,
              attempt === undefined ? BROWSER : stranger(url, attempt, expectation),
              method(attempt),
            ),
          ),
        );
      const vantages = vantagesOf(reach, [OUTSIDE, VPN]);
      return [
        ...routeSubjects(expectation).flatMap(({ host, name }) =>
          vantages.map((vantage) => simply(routeFact(host, name, vantage), name)),
        ),
        ...routesElsewhere(expectation).map(({ host, name }) => simply(routeFact(host, name, OUTSIDE), name)),
        ...expectation.hosts.flatMap((host) =>
          vantages.flatMap((vantage) =>
            tlsNames(host).map((name) => simply(plainFact(host.name, name, vantage), `http://${name}/`)),
          ),
        ),
        ...guardedRoutes(expectation).flatMap(({ host, name }) =>
          ATTEMPT_NAMES.map((attempt) => simply(strangerFact(host, name, attempt, OUTSIDE), name, attempt)),
        ),
        ...expectation.hosts.flatMap(nativePorts).map((native) => {
          const key = nativeFact(native);
          return question(key, async (signal) => {
            const target = targetOf(reach, native.host, OUTSIDE);
            const host = target.address.includes(":") ? `[${target.address}]` : target.address;
            const url = `http://${host}:${native.port}/`;
            return observedAnswer(
              url,
              await exchange(
                { url, method: "GET", headers: BROWSER, target, port: native.port, secureContext: undefined },
                signal,
              ),
            );
          });
        }),
        // Last, so that they do not hold up what is asked once.
        ...routeSubjects(expectation).map(({ host, name, route }) => {
          const key = timesFact(host, name, homeOf(route));
          const visit = (signal: AbortSignal) => ask(key, name, signal, BROWSER);
          return { key, deadline: samples * LIMIT + deadline, ask: askTimes(name, samples, visit) };
        }),
        ...portalsOf(expectation).map((portal) => question(portalFact(portal), askPortal(portal, ask))),
      ];
    },
  };
}

type Ask = (
  key: FactKey,
  url: string,
  signal: AbortSignal,
  headers: OutgoingHttpHeaders,
  method?: Request["method"],
) => ReturnType<typeof exchange>;

function asker(reach: Reach, ports: HttpOptions["ports"]): Ask {
  return async (key, url, signal, headers, method = "GET") => {
    const target = targetOf(reach, key.host, key.vantage);
    const secure = url.startsWith("https:");
    const secureContext = secure ? await trust(reach) : undefined;
    return exchange({ url, method, headers, target, port: secure ? ports?.https : ports?.http, secureContext }, signal);
  };
}

function askPortal(portal: Portal, ask: Ask): Question["ask"] {
  const key = portalFact(portal);
  const get = (path: string, signal: AbortSignal) =>
    ask(key, `https://${portal.hostName}${path}`, signal, { Accept: "application/json" });
  return async (signal) => {
    const [health, state] = await Promise.all([get(HEALTH, signal), get(STATE, signal)]);
    return observedPortal(health, state);
  };
}

/** One visit after the other; ends as soon as enough of them were too slow. */
function askTimes(
  url: string,
  wanted: number,
  visit: (signal: AbortSignal) => ReturnType<typeof exchange>,
): Question["ask"] {
  return async (signal) => {
    if (wanted === 0) throw new Unseen("not-asked", `${url}: this run does not measure times`);
    const answers: Answer[] = [];
    let slow = 0;
    while (answers.length < wanted && slow <= slowAllowed(wanted)) {
      const { value } = observedAnswer(url, await visit(signal));
      answers.push(value);
      if (value.timing.total > LIMIT) slow++;
    }
    const value: Times = { wanted, answers };
    return { value: value as unknown as Json, raw: JSON.stringify(value) };
  };
}

/** Authelia redirects who asks for a page, and answers 401 to everybody else. */
const BROWSER: OutgoingHttpHeaders = { Accept: "text/html" };

function method(attempt: AttemptName | undefined): Request["method"] {
  return attempt === undefined ? "GET" : ATTEMPTS[attempt].method;
}

/** None of these may change the answer. Addresses: the host itself, and the range of a tailnet. */
function stranger(url: string, attempt: AttemptName, expectation: Expectation): OutgoingHttpHeaders {
  if (attempt === "script") return { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  if (attempt === "session") return { ...BROWSER, Cookie: "authelia_session=readiness-verification" };
  if (attempt === "head") return BROWSER;
  const portal = portalsOf(expectation)[0]?.hostName ?? new URL(url).hostname;
  return {
    ...BROWSER,
    "X-Forwarded-For": "127.0.0.1, 100.64.0.1",
    "X-Real-Ip": "127.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": portal,
    "X-Forwarded-Uri": HEALTH,
    "X-Forwarded-Method": "OPTIONS",
    "Remote-User": "readiness-verification",
    "Remote-Groups": "admins",
    Remote_User: "readiness-verification",
  };
}
