import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, known, needsRunning, ofEngine, ofHost, servicesIn } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";
import type { ListenerValue, SocketsValue } from "../../facts/host/values.ts";

export default check<ContainerSubject>({
  id: "healthcheck-honest",
  criterion: "reliability",
  lines: ["INF-3"],
  title: "A container calls itself healthy although nothing in it serves",
  why: "A test that succeeds whatever happens hides an outage from everything that trusts it.",
  proof:
    "While `State.Health.Status` is healthy, something in the network namespace of the container listens on every port that a route leads to or that its test asks (`/proc/PID/net/tcp` on the host).",
  remedy:
    "Let the test ask the port that the service is reached at, and fail on an error: `curl -f http://localhost:PORT/`.",
  references: [],
  validFor: 1,
  blocker: true,
  subjects: (expectation) =>
    servicesIn(expectation).filter(
      ({ container: { serves, unknown } }) => serves.length > 0 || unknown.includes("serves"),
    ),
  blockedBy: (subject) => [...needsRunning(subject), { check: "container-healthy", subject }],
  *judge(subject, look) {
    const { container, name, host } = subject;
    const serves = known(container, "serves");
    const { id, health } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    if (health?.status !== "healthy") throw new NotSeen("docker.container", `${name} does not call itself healthy now`);
    const ports = known(container, "hostNetwork")
      ? (look.value(ofHost("listeners", host)) as unknown as readonly ListenerValue[])
          .filter((listener) => listener.container === id && listener.protocol === "tcp")
          .map(({ port }) => port)
      : (look.value(ofHost("sockets", host)) as unknown as SocketsValue)[id];
    if (ports === undefined) throw new NotSeen("host.sockets", `${name}: nobody could look what listens in it`);
    for (const port of serves)
      if (!ports.includes(port))
        yield {
          message: `${name} calls itself healthy, and nothing in it listens on port ${port}`,
          detail: `${port}`,
          cause: "healthcheck-lies",
        };
  },
});
