import { check, NotSeen } from "../../check.ts";
import { rootsOfTimes } from "../../edge/roots.ts";
import { homeOf, type RouteSubject, routeFact, routeSubjects } from "../../edge/route.ts";
import { FEWEST_SAMPLES, LIMIT, slowAllowed, type Times, timesFact } from "../../edge/times.ts";
import { visit } from "../../edge/visit.ts";
import { isWelcome } from "../../edge/welcome.ts";
import { whereSeen } from "../../expected.ts";
import type { Answer } from "../../facts/http/answer.ts";

export default check<RouteSubject>({
  id: "response-in-time",
  criterion: "availability",
  lines: ["PERF-1"],
  title: "A route takes more than two seconds for a first visit",
  why: "Who waits longer takes the service for broken, and slow answers come before none.",
  proof:
    "At least five GETs one after the other, each on a connection of its own, where a visitor is meant to get in: from the start of the connection to the end of the page (64 KiB at most) the 95th percentile is no more than 2000 ms; of five that is the slowest. One visit that is too slow convicts, and one that is fast proves nothing.",
  remedy:
    "See which part is slow (connect, tls, firstByte of the fact `http.times`), then look at the container's load and its back ends.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: routeSubjects,
  blockedBy: rootsOfTimes,
  *judge({ host, name, route }, look, expectation) {
    const from = homeOf(route);
    const once = visit(look, routeFact(host, name, from));
    if (!once.answered) {
      if (once.cause !== "not-answered-timeout") throw new NotSeen(name, once.message);
      yield { message: `${name} does not answer from ${from} in time: ${once.message}`, detail: from, cause: "no-end" };
      return;
    }
    const welcome = (answer: Answer) => {
      if (isWelcome(answer, route, expectation)) return answer.timing;
      throw new NotSeen(
        name,
        `${name} answers ${answer.status}, and how fast anything but the declared answer comes proves nothing`,
      );
    };
    const key = timesFact(host, name, from);
    const times = whereSeen<Times>(look, key);
    const timings = [once.answer, ...(times?.answers ?? [])].map(welcome);
    const slow = timings.filter(({ total }) => !(total <= LIMIT));
    if (slow.length > slowAllowed(Math.max(times?.wanted ?? 0, timings.length))) {
      const worst = slow.reduce((most, one) => (one.total > most.total ? one : most));
      yield {
        message: `${name} takes ${Math.round(worst.total)} ms from ${from} in ${slow.length} of ${timings.length} visits, more than ${LIMIT} ms: ${slowest(worst)}`,
        detail: from,
        cause: "slow",
      };
      return;
    }
    const met = visit(look, key);
    if (!met.answered && met.cause === "not-answered-timeout")
      yield { message: `${name} does not answer from ${from} in time: ${met.message}`, detail: from, cause: "no-end" };
    else if (!met.answered) throw new NotSeen(name, met.message);
    else if ((times?.answers.length ?? 0) < FEWEST_SAMPLES)
      throw new NotSeen(
        key.source,
        `${name} was visited ${times?.answers.length} times from ${from}, and fewer than ${FEWEST_SAMPLES} visits prove nothing`,
      );
  },
});

function slowest({ connect, tls, firstByte, total }: Answer["timing"]): string {
  const begun = tls ?? connect ?? 0;
  const parts: readonly (readonly [string, number])[] = [
    ["to connect", connect ?? 0],
    ["for TLS", tls === null ? 0 : tls - (connect ?? 0)],
    ["for the first byte", firstByte - begun],
    ["for the rest of the page", total - firstByte],
  ];
  const [says, time] = parts.reduce((most, one) => (one[1] > most[1] ? one : most));
  return `${Math.round(time)} ms of it ${says}`;
}
