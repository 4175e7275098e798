import { check, NotSeen } from "../../check.ts";
import { rootsOfTimes } from "../../edge/roots.ts";
import { homeOf, type RouteSubject, routeSubjects } from "../../edge/route.ts";
import { type Baseline, baselineFact, FEWEST_SAMPLES, percentile, type Times, timesFact } from "../../edge/times.ts";
import { isWelcome } from "../../edge/welcome.ts";

/** Earlier runs below which there is no baseline. */
const FEWEST_RUNS = 5;
/** A route is slower when it takes half as long again, and so much longer that it is no accident of the way there. */
const FACTOR = 1.5;
const LEAST = 100;
const DAY = 86_400_000;
/** Days; older runs tell of another system. */
const OLDEST = 90;

export default check<RouteSubject>({
  id: "baseline-held",
  criterion: "availability",
  lines: ["PERF-5"],
  title: "A route is slower than it used to be, or nobody knows how fast it used to be",
  why: "What becomes slower step by step stays below every fixed limit until the day on which it does not.",
  proof:
    "The median of this run's first visits against the median of those of at least five stored runs of the last 90 days from the same point of view: not more than one and a half times as long, or less than 100 ms longer.",
  remedy:
    "See which part is slower (connect, tls, firstByte of the fact `http.times`) and what was changed since; where it is meant, begin a new folder of records.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: routeSubjects,
  blockedBy: rootsOfTimes,
  *judge({ host, name, route }, look, expectation) {
    const from = homeOf(route);
    const { answers } = look.value(timesFact(host, name, from)) as unknown as Times;
    const odd = answers.find((answer) => !isWelcome(answer, route, expectation));
    if (odd !== undefined)
      throw new NotSeen(name, `${name} answers ${odd.status}, and how fast that comes compares with nothing`);
    if (answers.length < FEWEST_SAMPLES)
      throw new NotSeen(
        name,
        `${name} was visited ${answers.length} times, and ${FEWEST_SAMPLES} visits make a median`,
      );
    const { runs } = look.value(baselineFact(host, name, from)) as unknown as Baseline;
    const now = Date.parse(look.now);
    const recent = runs.filter(({ finished }) => {
      const age = now - Date.parse(finished);
      return age > 0 && age <= OLDEST * DAY;
    });
    if (recent.length < FEWEST_RUNS)
      throw new NotSeen(
        name,
        `${name} was visited by ${recent.length} stored runs of the last ${OLDEST} days, and ${FEWEST_RUNS} make a baseline`,
      );
    const before = percentile(
      recent.map(({ median }) => median),
      0.5,
    );
    const median = percentile(
      answers.map(({ timing }) => timing.total),
      0.5,
    );
    if (!(median <= before * FACTOR || median < before + LEAST))
      yield {
        message: `${name} takes ${Math.round(median)} ms from ${from}, and took ${Math.round(before)} ms in ${recent.length} earlier runs`,
        detail: from,
        cause: "slower-than-before",
      };
  },
});
