import { check, NotSeen } from "../../check.ts";
import { rootsOfRoute } from "../../edge/roots.ts";
import { homeOf, type RouteSubject, routeFact, routeSubjects } from "../../edge/route.ts";
import { visit } from "../../edge/visit.ts";
import { isWelcome } from "../../edge/welcome.ts";

/** Milliseconds: "services respond within 2 seconds". */
const LIMIT = 2000;

export default check<RouteSubject>({
  id: "response-in-time",
  criterion: "availability",
  lines: ["PERF-1"],
  title: "A route takes more than two seconds for a first visit",
  why: "Who waits longer takes the service for broken, and slow answers come before none.",
  proof:
    "The time of one GET on a connection of its own, from the start of the connection to the end of the page (64 KiB at most), is no more than 2000 ms where a visitor is meant to get in.",
  remedy:
    "See which part is slow (connect, tls, firstByte of the fact), then look at the container's load and its back ends.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: routeSubjects,
  blockedBy: (subject, expectation) => [
    ...rootsOfRoute(subject, expectation),
    { check: "route-answers-as-declared", subject },
  ],
  *judge({ host, name, route }, look, expectation) {
    const from = homeOf(route);
    const key = routeFact(host, name, from);
    const met = visit(look, key);
    if (!met.answered) {
      if (met.cause !== "not-answered-timeout") throw new NotSeen(name, met.message);
      yield { message: `${name} does not answer from ${from} in time: ${met.message}`, detail: from, cause: "no-end" };
      return;
    }
    const { status, timing } = met.answer;
    if (!isWelcome(met.answer, route, expectation))
      throw new NotSeen(
        name,
        `${name} answers ${status}, and how fast anything but the declared answer comes proves nothing`,
      );
    if (!(timing.total <= LIMIT))
      yield {
        message: `${name} takes ${Math.round(timing.total)} ms from ${from}, more than ${LIMIT} ms: ${slowest(timing)}`,
        detail: from,
        cause: "slow",
      };
  },
});

function slowest({
  connect,
  tls,
  firstByte,
  total,
}: {
  readonly connect: number | null;
  readonly tls: number | null;
  readonly firstByte: number;
  readonly total: number;
}): string {
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
