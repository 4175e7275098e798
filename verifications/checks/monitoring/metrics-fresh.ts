import { check, NotSeen } from "../../check.ts";
import {
  type Monitor,
  monitorsOf,
  prometheusFact,
  type Rules,
  type Targets,
  UNIT_STATE,
} from "../../edge/prometheus.ts";
import { rootsOfRoute } from "../../edge/roots.ts";

/** Intervals after which a scrape is late. */
const LATE = 3;
/** By the address of its port: node_exporter. */
const NODE = /:9100$/;

export default check<Monitor>({
  id: "metrics-fresh",
  criterion: "monitoring",
  lines: ["MON-5"],
  title: "Prometheus holds old metrics, or none of those that its alerts ask for",
  why: "A rule over a metric that nobody exports is valid, evaluates without an error, and never fires.",
  proof:
    "`GET /api/v1/targets`: every target was scraped within three of its intervals, by the clock of Prometheus. `/api/v1/status/runtimeinfo`: the configuration was loaded. `/api/v1/rules`: every alert evaluates, and each metric of its expression, but for those in `absent()`, has a series now. node_exporter exports the states of units.",
  remedy:
    "Correct the name of the metric, add the exporter or the collector that has it (`--collector.systemd` for units), or remove the rule.",
  references: [{ title: "Prometheus: rules", url: "https://prometheus.io/docs/prometheus/latest/querying/api/#rules" }],
  validFor: 1,
  blocker: false,
  subjects: monitorsOf,
  blockedBy: ({ route }, expectation) => rootsOfRoute(route, expectation),
  *judge(monitor, look) {
    const { name, jobs } = monitor;
    const { now, loaded, targets } = look.value(prometheusFact("targets", monitor)) as unknown as Targets;
    if (!loaded)
      yield {
        message: `${name} did not load its configuration, and runs on with an older one`,
        detail: "configuration",
        cause: "configuration-not-loaded",
      };
    const untold: string[] = [];
    for (const { job, address, health, lastScrape, interval } of targets) {
      if (lastScrape === null || interval === null) untold.push(address);
      // What is down is told by targets-up.
      else if (health === "up" && Date.parse(now) - Date.parse(lastScrape) > LATE * interval * 1000)
        yield {
          message: `${name} scraped ${address} of ${job} at ${lastScrape} for the last time, and should every ${interval} s`,
          detail: `${job} ${address}`,
          cause: "metrics-stale",
        };
    }
    const { rules, series } = look.value(prometheusFact("rules", monitor)) as unknown as Rules;
    for (const { name: rule, health, metrics } of rules) {
      if (health === "err")
        yield { message: `${name}: the alert ${rule} fails to evaluate`, detail: rule, cause: "rule-broken" };
      else if (health !== "ok") untold.push(rule);
      const missing = metrics.filter((metric) => series[metric] === 0);
      if (missing.length > 0)
        yield {
          message: `${name}: the alert ${rule} asks for ${missing.join(" and ")}, of which nobody exports a series, so it never fires`,
          detail: rule,
          cause: "metric-missing",
        };
    }
    if (jobs.some((job) => job.targets.some((target) => NODE.test(target))) && series[UNIT_STATE] === 0)
      yield {
        message: `${name} has no series of ${UNIT_STATE}: units of hosts that fail are seen by no rule`,
        detail: UNIT_STATE,
        cause: "metric-missing",
      };
    if (targets.length === 0) throw new NotSeen(name, `${name} scrapes nothing, so nothing of it is fresh`);
    if (rules.length === 0) throw new NotSeen(name, `${name} has no alert, so nobody knows what it should measure`);
    if (untold.length > 0) throw new NotSeen(name, `${name} does not tell yet of ${untold.join(", ")}`);
  },
});
