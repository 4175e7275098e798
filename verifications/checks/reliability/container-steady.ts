import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, needsRunning, ofEngine, servicesIn } from "../../expected.ts";
import type { SteadyValue } from "../../facts/docker/values.ts";

/** Seconds between two looks below which they are one. */
const APART = 5;
/** Seconds that a container has to have run: the engine waits at most a minute before it starts one again. */
const UP = 60;
/** Restarts from which they are no accident, and seconds within which the last of them was. */
const OFTEN = 5;
const LATELY = 3600;

export default check<ContainerSubject>({
  id: "container-steady",
  criterion: "reliability",
  lines: ["INF-2"],
  title: "A container dies and comes back, or changes between healthy and not",
  why: "A flapping container looks well in most single looks, and fails everybody who comes in between.",
  proof:
    "Two looks apart in time: the same container, started at the same time at least a minute ago, no restart in between, not unhealthy in either. One that the engine has started again five times or more has run for an hour since.",
  remedy: "See in its log why it ends (`docker logs NAME`); its restart policy hides the fault.",
  references: [],
  validFor: 1,
  blocker: true,
  subjects: servicesIn,
  // One that stays unhealthy is told once, there.
  blockedBy: (subject) => [...needsRunning(subject), { check: "container-healthy", subject }],
  *judge(subject, look) {
    const { name, host } = subject;
    const key = ofEngine("steady", { host, name: "-" });
    const { seconds, containers } = look.value(key) as unknown as SteadyValue;
    const { finished } = look.attempt(key);
    const pair = containers[name];
    if (pair === undefined) throw new NotSeen("docker.steady", `${name} was not looked at twice`);
    const { first, second } = pair;
    if (first === null || second === null) {
      const what = first === null && second === null ? "does not exist" : first === null ? "came" : "went";
      yield { message: `${name} ${what} while it was looked at`, cause: "flapping", detail: "existence" };
      return;
    }
    if (first.id !== second.id)
      yield { message: `${name} was made anew between two looks`, cause: "flapping", detail: "id" };
    else if ((second.restarts ?? 0) > (first.restarts ?? 0) || first.startedAt !== second.startedAt)
      yield { message: `${name} was started again within ${seconds} s`, cause: "flapping", detail: "restart" };
    for (const { status, health } of [first, second]) {
      if (status !== "running")
        yield {
          message: `${name} was ${status ?? "in no known state"} in one of two looks`,
          cause: "flapping",
          detail: `${status}`,
        };
      if (health === "unhealthy")
        yield { message: `${name} was unhealthy in one of two looks`, cause: "unhealthy", detail: health };
    }
    // Two looks that are close together can show a container that restarts, and never one that does not.
    if (seconds < APART) throw new NotSeen("docker.steady", `${name}: ${seconds} s between two looks prove nothing`);
    if (first.restarts === null || second.restarts === null || second.startedAt === null)
      throw new NotSeen("docker.steady", `${name}: the engine does not say since when it runs`);
    const up = (Date.parse(finished) - Date.parse(second.startedAt)) / 1000;
    if (!(up >= UP))
      throw new NotSeen("docker.steady", `${name} has run for less than ${UP} s, so nobody can tell yet`);
    if (second.restarts >= OFTEN && up < LATELY && first.restarts === second.restarts)
      yield {
        message: `${name} was started again ${second.restarts} times, and ${Math.floor(up / 60)} min ago for the last time`,
        cause: "flapping",
        detail: "often",
      };
    if (second.health === "starting") throw new NotSeen("docker.steady", `${name} is still starting`);
  },
});
