import type { Subject } from "../check.ts";
import type { Expectation, ScrapeJob } from "../expectation.ts";
import type { FactKey } from "../fact.ts";
import { homeOf, type RouteSubject, routeSubjects } from "./route.ts";

/** A Prometheus whose jobs are declared, and the route to its API. */
export interface Monitor extends Subject {
  readonly route: RouteSubject;
  readonly jobs: readonly ScrapeJob[];
}

/** Every Prometheus that has declared jobs and a route by HTTPS. */
export function monitorsOf(expectation: Expectation): Monitor[] {
  const routes = routeSubjects(expectation);
  return expectation.hosts.flatMap((host) =>
    host.containers.flatMap(({ name, scrapes }) => {
      const route = routes.find((one) => one.host === host.name && one.route.container === name && one.route.tls);
      return scrapes === undefined || route === undefined ? [] : [{ host: host.name, name, route, jobs: scrapes }];
    }),
  );
}

/** `prometheus.targets` and `prometheus.rules`. */
export function prometheusFact(part: "targets" | "rules", { host, name, route }: Monitor): FactKey {
  return { source: `prometheus.${part}`, host, subject: name, vantage: homeOf(route.route) };
}

/** Value of `prometheus.targets`. */
export interface Targets {
  /** ISO 8601: the clock of Prometheus when it was asked. */
  readonly now: string;
  /** Whether the configuration in force is the one in its file. */
  readonly loaded: boolean;
  readonly targets: readonly Target[];
}

export interface Target {
  readonly job: string;
  /** Before it was relabelled. */
  readonly address: string;
  /** `up`, `down`, `unknown`: never scraped yet. */
  readonly health: string;
  /** ISO 8601; null where it was never scraped. */
  readonly lastScrape: string | null;
  /** Seconds; null where it does not say. */
  readonly interval: number | null;
}

/** Value of `prometheus.rules`. */
export interface Rules {
  readonly rules: readonly {
    readonly name: string;
    /** `ok`, `err`, `unknown`. */
    readonly health: string;
    /** Names of the metrics that it needs to exist. */
    readonly metrics: readonly string[];
  }[];
  /** How many series there are of each, of the last five minutes. */
  readonly series: { readonly [metric: string]: number };
}

/** By which the failure of a unit of a host can be seen at all (node_exporter, --collector.systemd). */
export const UNIT_STATE = "node_systemd_unit_state";
