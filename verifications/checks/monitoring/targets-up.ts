import { check, NotSeen, type Subject } from "../../check.ts";
import { type Monitor, monitorsOf, prometheusFact, type Targets } from "../../edge/prometheus.ts";
import { rootsOfRoute } from "../../edge/roots.ts";
import type { ScrapeJob } from "../../expectation.ts";

interface JobSubject extends Subject {
  readonly monitor: Monitor;
  readonly job: ScrapeJob;
}

export default check<JobSubject>({
  id: "targets-up",
  criterion: "monitoring",
  lines: ["MON-1"],
  title: "Prometheus does not get the metrics of a declared target",
  why: "What is not scraped is not watched: its alerts stay quiet whatever happens to it.",
  proof:
    "`GET /api/v1/targets`: every declared target of every declared job is there by its address before relabelling, with health `up`. That all targets are up is true of an empty list as well, so the declaration is what counts.",
  remedy:
    "See its error on the page of targets of Prometheus; most often the address, a network, or a container that is down.",
  references: [
    { title: "Prometheus: targets", url: "https://prometheus.io/docs/prometheus/latest/querying/api/#targets" },
  ],
  validFor: 1,
  blocker: false,
  subjects: (expectation) =>
    monitorsOf(expectation).flatMap((monitor) =>
      monitor.jobs.map((job) => ({ host: monitor.host, name: `${monitor.name}/${job.job}`, monitor, job })),
    ),
  blockedBy: ({ monitor }, expectation) => rootsOfRoute(monitor.route, expectation),
  *judge({ name, monitor, job }, look) {
    const { targets } = look.value(prometheusFact("targets", monitor)) as unknown as Targets;
    const own = targets.filter((target) => target.job === job.job);
    if (job.targets.length === 0) throw new NotSeen(name, `${name} declares no target, so nothing of it can be up`);
    const untold: string[] = [];
    for (const address of job.targets) {
      const target = own.find((one) => one.address === address);
      if (target === undefined)
        yield { message: `${name} does not scrape the declared ${address}`, detail: address, cause: "target-missing" };
      else if (target.health === "down")
        yield { message: `${name} gets nothing from ${address}`, detail: address, cause: "target-down" };
      else if (target.health !== "up") untold.push(address);
    }
    if (untold.length > 0) throw new NotSeen(name, `${name} has not scraped ${untold.join(", ")} yet`);
  },
});
