import {
  type Monitor,
  monitorsOf,
  prometheusFact,
  type Rules,
  type Target,
  type Targets,
  UNIT_STATE,
} from "../../edge/prometheus.ts";
import { homeOf } from "../../edge/route.ts";
import { withoutLogin } from "../../expect/scrapes.ts";
import type { Json } from "../../fact.ts";
import type { Reach } from "../../reach.ts";
import { type FactSource, type Observed, type Question, Unseen } from "../../source.ts";
import { targetOf } from "../connection/target.ts";
import { trust } from "../connection/trust.ts";
import { exchange } from "../http/exchange.ts";
import { metricsOf } from "./metrics.ts";

export interface PrometheusOptions {
  /** Milliseconds for one question. */
  readonly deadline?: number;
  /** Port of HTTPS at every host. */
  readonly port?: number;
}

const DEADLINE = 10_000;
/** Bytes of one answer: some thousand targets. */
const LONGEST = 8 * 1024 * 1024;
/** Metrics that one query names: more are asked for by several. */
const AT_ONCE = 50;
const MOST_RULES = 2000;

/** What Prometheus itself says, over the route that the declaration gives it. https://prometheus.io/docs/prometheus/latest/querying/api/ */
export function prometheusSource({ deadline = DEADLINE, port }: PrometheusOptions = {}): FactSource {
  return {
    id: "prometheus",
    title: "Targets and rules of Prometheus",
    plan(expectation, reach) {
      return monitorsOf(expectation).flatMap((monitor): Question[] => [
        {
          key: prometheusFact("targets", monitor),
          deadline,
          ask: async (signal) => observed(await targetsOf(getter(monitor, reach, port, signal))),
        },
        {
          key: prometheusFact("rules", monitor),
          deadline,
          ask: async (signal) => observed(await rulesOf(getter(monitor, reach, port, signal))),
        },
      ]);
    },
  };
}

/** What is kept is what was understood: URLs of targets and labels may hold anything. */
function observed(value: Targets | Rules): Observed {
  return { value: value as unknown as Json, raw: `${JSON.stringify(value)}\n` };
}

type Get = (path: string) => Promise<Raw>;
type Raw = { readonly [key: string]: unknown };

function getter({ name, host, route }: Monitor, reach: Reach, port: number | undefined, signal: AbortSignal): Get {
  return async (path) => {
    const answer = await exchange(
      {
        url: `https://${route.route.host.toLowerCase()}${path}`,
        method: "GET",
        headers: { Accept: "application/json" },
        target: targetOf(reach, host, homeOf(route.route)),
        port,
        secureContext: await trust(reach),
        longest: LONGEST,
      },
      signal,
    );
    if (answer.status === 401 || answer.status === 403)
      throw new Unseen("denied", `the API of ${name} answers ${answer.status} to this run`);
    if (answer.status !== 200 || answer.truncated) throw odd();
    try {
      const body = object(JSON.parse(answer.body.toString("utf8")));
      if (body.status === "success") return object(body.data);
    } catch (error) {
      if (error instanceof Unseen) throw error;
    }
    throw odd();
  };
}

async function targetsOf(get: Get): Promise<Targets> {
  const [listed, runtime, now] = await Promise.all([
    get("/api/v1/targets?state=active"),
    get("/api/v1/status/runtimeinfo"),
    get("/api/v1/query?query=time()"),
  ]);
  // A scalar is a pair of its time and its text.
  const [seconds] = list(now.result);
  if (typeof seconds !== "number" || typeof runtime.reloadConfigSuccess !== "boolean") throw odd();
  return {
    now: new Date(seconds * 1000).toISOString(),
    loaded: runtime.reloadConfigSuccess,
    targets: list(listed.activeTargets).map(targetIn),
  };
}

function targetIn(value: unknown): Target {
  const raw = object(value);
  const { __address__: address, job } = object(raw.discoveredLabels);
  const scraped = typeof raw.lastScrape === "string" ? Date.parse(raw.lastScrape) : Number.NaN;
  return {
    job: word(typeof raw.scrapePool === "string" ? raw.scrapePool : job),
    address: withoutLogin(word(address)),
    health: word(raw.health),
    // The zero time of Go stands for never.
    lastScrape: scraped > 0 ? new Date(scraped).toISOString() : null,
    interval: secondsIn(raw.scrapeInterval),
  };
}

async function rulesOf(get: Get): Promise<Rules> {
  const groups = list((await get("/api/v1/rules?type=alert")).groups);
  const found = groups.flatMap((group) => list(object(group).rules)).slice(0, MOST_RULES);
  const rules = found.map((value) => {
    const { name, health, query } = object(value);
    const metrics = metricsOf(word(query, 20_000));
    // An expression that nobody can read says nothing of what it needs.
    return { name: word(name), health: metrics === undefined ? "unreadable" : word(health), metrics: metrics ?? [] };
  });
  const names = [...new Set([UNIT_STATE, ...rules.flatMap(({ metrics }) => metrics)])].sort();
  const series: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const query = `count by (__name__) ({__name__=~"${names.slice(at, at + AT_ONCE).join("|")}"})`;
    const { result } = await get(`/api/v1/query?query=${encodeURIComponent(query)}`);
    for (const one of list(result)) {
      const { metric, value } = object(one);
      const { __name__: name } = object(metric);
      const [, count] = list(value);
      if (typeof name === "string" && Object.hasOwn(series, name)) series[name] = Number(count);
    }
  }
  return { rules, series };
}

/** `15s`, `1m30s` */
function secondsIn(text: unknown): number | null {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
  const parts = [...String(text).matchAll(/(\d+)(ms|[smhd])/g)];
  if (parts.length === 0) return null;
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0), 0);
}

function word(value: unknown, longest = 300): string {
  if (typeof value !== "string") throw odd();
  return value.slice(0, longest);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw odd();
  return value;
}

function object(value: unknown): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw odd();
  return value as Raw;
}

function odd(): Unseen {
  return new Unseen("protocol", "the API of Prometheus was not seen: what answers is not what Prometheus answers");
}
