import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, needsRunning, ofEngine, servicesIn } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";

export default check<ContainerSubject>({
  id: "container-healthy",
  criterion: "reliability",
  lines: ["INF-3"],
  title: "A container runs and its healthcheck fails",
  why: "Docker does not restart what is unhealthy: it stays so, and whatever needs it fails with it.",
  proof:
    "`State.Health.Status` of what runs is healthy. Starting proves nothing, and neither does a container without a test.",
  remedy: "Run its test by hand (`docker inspect --format '{{json .State.Health}}' NAME`) and mend what it finds.",
  references: [{ title: "Docker: HEALTHCHECK", url: "https://docs.docker.com/reference/dockerfile/#healthcheck" }],
  validFor: 1,
  blocker: true,
  subjects: servicesIn,
  blockedBy: (subject) => [
    ...needsRunning(subject),
    { check: "healthcheck-in-force", subject },
    ...subject.container.dependsOn.flatMap((name) => [
      { check: "container-runs", subject: { host: subject.host, name } },
      { check: "container-healthy", subject: { host: subject.host, name } },
    ]),
  ],
  *judge(subject, look) {
    const { name } = subject;
    const { health, status } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    // What has ended keeps the word of its last test for ever.
    if (status !== "running")
      throw new NotSeen("docker.container", `${name} does not run, so its last health says nothing`);
    if (health === null) throw new NotSeen("docker.container", `${name} has no healthcheck, so nobody can tell`);
    if (health.status === "healthy") return;
    if (health.status !== "unhealthy")
      throw new NotSeen("docker.container", `${name} is not healthy yet: ${health.status ?? "unknown"}`);
    const last = health.log.at(-1)?.exitCode;
    const why = last === -1 ? "ran out of time" : `ended with ${last ?? "an unknown code"}`;
    yield {
      message: `${name} is unhealthy: its test failed ${health.failingStreak ?? "some"} times in a row and last ${why}`,
      cause: "unhealthy",
    };
  },
});
