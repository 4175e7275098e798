import { routeFact, routeSubjects } from "../edge/route.ts";
import type { Expectation, ExpectedHost } from "../expectation.ts";
import { type Fact, factId } from "../fact.ts";
import { backupsOf } from "./backups.ts";
import type { ReportedHost } from "./report.ts";
import type { Result, State } from "./result.ts";

/** What is declared, host by host, with the worst that was said of each container and route. */
export function matrixOf(
  expectation: Expectation,
  facts: readonly Fact[],
  results: readonly Result[],
  now: string,
): ReportedHost[] {
  const states = new Map<string, State>();
  // Volumes and places of backups may be named like containers.
  for (const { subject, state } of results.filter(({ criterion }) => criterion !== "backup")) {
    const name = `${subject.host}/${subject.name}`;
    states.set(name, worse(states.get(name) ?? "pass", state));
  }
  const byId = new Map(facts.map((fact) => [factId(fact), fact]));
  const vantages = [...new Set(facts.filter(({ source }) => source === ROUTE).map(({ vantage }) => vantage))].sort();
  const stateOf = (host: string, name: string): State => states.get(`${host}/${name}`) ?? "unknown";
  const routes = Map.groupBy(routeSubjects(expectation), ({ host }) => host);
  return expectation.hosts.map(
    (host: ExpectedHost): ReportedHost => ({
      name: host.name,
      containers: host.containers.map(({ name, image }) => ({
        name,
        image: image ?? null,
        state: stateOf(host.name, name),
      })),
      routes: (routes.get(host.name) ?? []).map(({ name, route }) => ({
        url: name,
        container: route.container,
        access: route.access ?? null,
        state: stateOf(host.name, name),
        answers: vantages.map((vantage) => ({
          vantage,
          said: said(byId.get(factId(routeFact(host.name, name, vantage)))),
        })),
      })),
      backups: backupsOf(host, expectation, facts, results, now),
    }),
  );
}

const ROUTE = routeFact("", "", "").source;
const ORDER: readonly State[] = ["pass", "waived", "unknown", "fail"];

function worse(one: State, other: State): State {
  return ORDER.indexOf(other) > ORDER.indexOf(one) ? other : one;
}

/** An answer in few words; of a redirect only the name of the host that it leads to. */
function said(fact: Fact | undefined): string {
  if (fact === undefined) return "not asked";
  const { observation } = fact;
  if (observation.status === "failed") return observation.failure;
  const { status, location } = (observation.value ?? {}) as {
    readonly status?: unknown;
    readonly location?: { readonly host?: unknown } | null;
  };
  if (typeof status !== "number") return "unreadable";
  return typeof location?.host === "string" ? `${status} to ${location.host}` : String(status);
}
