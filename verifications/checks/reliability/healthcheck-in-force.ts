import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, known, needsRunning, ofEngine, servicesIn } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";
import { areComparable } from "../../print.ts";

const PARTS = {
  interval: "interval",
  timeout: "timeout",
  startPeriod: "start period",
  retries: "number of retries",
} as const;

export default check<ContainerSubject>({
  id: "healthcheck-in-force",
  criterion: "reliability",
  lines: ["INF-3"],
  title: "A container runs without the healthcheck that is declared, or without any",
  why: "An edited healthcheck changes the state of Pulumi and not the container, and without one a hanging service counts as well.",
  proof:
    "`Config.Healthcheck` of the container: the words of the test (compared by print) and its timing are the declared ones.",
  remedy: "Declare a test that asks the service itself, then make the container anew: `pulumi up --replace URN`.",
  references: [
    {
      title: "A changed healthcheck is not applied",
      url: "https://github.com/kreuzwerker/terraform-provider-docker/pull/989",
    },
  ],
  validFor: 24,
  blocker: false,
  subjects: servicesIn,
  blockedBy: needsRunning,
  *judge(subject, look) {
    const { container, name } = subject;
    const { test } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    const isDeclared = known(container, "healthcheck");
    const wanted = known(container, "test");
    if (test === null) {
      const what = isDeclared
        ? "has a declared healthcheck that is not in force"
        : "has no healthcheck, and none is declared";
      yield { message: `${name} ${what}: nobody sees when it hangs`, detail: "none", cause: "no-healthcheck" };
      return;
    }
    // Declared to keep what its image brings, or nothing declared over it: that is in force.
    if (wanted === undefined) return;
    if (!areComparable(wanted.print, test.print))
      throw new NotSeen(
        "docker.container",
        `${name} was seen by another run, whose print of its test cannot be compared`,
      );
    if (wanted.print !== test.print)
      yield { message: `${name} is tested by other words than declared`, detail: "test", cause: "other-healthcheck" };
    for (const [part, words] of Object.entries(PARTS) as [keyof typeof PARTS, string][])
      if (wanted[part] !== test[part])
        yield {
          message: `the ${words} of the healthcheck of ${name} is not the declared one`,
          detail: part,
          cause: "other-healthcheck",
        };
  },
});
