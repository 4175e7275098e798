import type { Container } from "../../../model/container.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { propose, remove } from "../../cure/edit.ts";
import { factsOf } from "../../images/table.ts";
import { page } from "../../references.ts";
import { stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

interface Wait {
  readonly at: string;
  readonly on: string;
  readonly healthy: boolean;
}

export default stackRule<readonly Wait[]>({
  id: "start-order-impossible",
  title: "Containers wait for each other in a way that never ends",
  why: "Compose refuses a circle and an unknown name, and waits for ever for the health of a container that nobody tests.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Control startup order", "https://docs.docker.com/compose/how-tos/startup-order/")],
  remedy: "Break the circle, correct the name, or give the container that is waited for a healthcheck.",
  cure: ({ at, detail = "" }) =>
    detail.endsWith(" untested")
      ? [propose(`${at}.condition`, "service_started", "or give the container that is waited for a healthcheck")]
      : [remove(at, "which of the two may start first")],
  appliesTo: ({ source }) => source === "compose" || "the engine of Pulumi orders resources itself and refuses circles",
  collect: ({ dependsOn }) =>
    dependsOn.map(({ at, name, condition }) => ({ at, on: name, healthy: condition === "service_healthy" })),
  *check(contributions, { stack }) {
    const containers = new Map(stack.containers.map((container) => [container.name, container]));
    const waits = new Map(contributions.map(({ container, value }) => [container.name, value]));
    const circular = inCircles(waits);
    for (const { container, value } of contributions)
      for (const { at, on, healthy } of value) {
        const target = containers.get(on);
        if (target === undefined)
          yield {
            container,
            at,
            detail: `${shown(on)} missing`,
            message: `it waits for ${shown(on)}, which is not declared`,
          };
        else if (circular.has(container.name) && circular.get(container.name)?.has(on) === true)
          yield {
            container,
            at,
            detail: `${shown(on)} circle`,
            message: `it waits for ${shown(on)}, which waits for it in turn`,
          };
        else if (healthy) {
          const tested = isTested(target);
          if (tested === false)
            yield {
              container,
              at,
              detail: `${shown(on)} untested`,
              message: `it waits for the health of ${shown(on)}, which has no healthcheck`,
            };
          else if (tested === undefined)
            yield {
              container,
              at,
              undecided: `it waits for the health of ${shown(on)}, and whether that has a healthcheck is not known`,
            };
        }
      }
  },
});

/** Undefined where nobody looked whether the image brings a healthcheck, or it is not known yet. */
function isTested({ healthcheck, image }: Container): boolean | undefined {
  try {
    if (healthcheck?.kind === "disabled") return false;
    if (healthcheck !== undefined && healthcheck.kind !== "inherit") return true;
    const own = factsOf(image)?.healthcheck;
    return own === undefined ? undefined : own === "own";
  } catch (error) {
    if (error instanceof UnknownValue) return undefined;
    throw error;
  }
}

/**
 * For every container on a circle, those on the same circle: the strongly connected components of
 * more than one container, or of one that waits for itself. Tarjan's algorithm without recursion, because files are hostile.
 */
function inCircles(waits: ReadonlyMap<string, readonly Wait[]>): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles = new Map<string, ReadonlySet<string>>();
  const enter = (name: string) => {
    index.set(name, index.size);
    low.set(name, index.size - 1);
    open.push(name);
    isOpen.add(name);
    return { name, next: 0 };
  };
  for (const start of waits.keys()) {
    if (index.has(start)) continue;
    const path = [enter(start)];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const { name } = step;
      const on = waits.get(name)?.[step.next++]?.on;
      if (on !== undefined) {
        if (!index.has(on)) path.push(enter(on));
        else if (isOpen.has(on)) low.set(name, Math.min(low.get(name) ?? 0, index.get(on) ?? 0));
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.name;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(name) ?? 0));
      if (low.get(name) === index.get(name)) {
        const members = new Set(open.splice(open.lastIndexOf(name)));
        for (const member of members) {
          isOpen.delete(member);
          if (members.size > 1 || waits.get(member)?.some((wait) => wait.on === member) === true)
            circles.set(member, members);
        }
      }
    }
  }
  return circles;
}
