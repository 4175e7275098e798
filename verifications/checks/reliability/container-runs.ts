import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, containersIn, known, needsEngine, ofEngine } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";
import { spanOf } from "../../span.ts";

export default check<ContainerSubject>({
  id: "container-runs",
  criterion: "reliability",
  lines: ["INF-2"],
  title: "A declared container does not run",
  why: "Its service is down; a container that has exited stays down until somebody looks.",
  proof:
    "`GET /containers/{name}/json` of every declared container: `State.Status` is running, or exited with 0 where it is meant to end.",
  remedy: "See why it ended (`docker logs NAME`, `docker inspect NAME`), then start it or run `pulumi up`.",
  references: [],
  validFor: 1,
  blocker: true,
  subjects: containersIn,
  blockedBy: needsEngine,
  *judge(subject, look) {
    const attempt = look.attempt(ofEngine("container", subject));
    const { container, name } = subject;
    if (!attempt.seen) {
      if (attempt.failure !== "missing") throw new NotSeen("docker.container", attempt.message);
      yield { message: `${name} is declared and does not exist on ${subject.host}`, cause: "container-missing" };
      return;
    }
    const { status, exitCode, oomKilled, finishedAt } = attempt.value as unknown as ContainerValue;
    if (status === null) throw new NotSeen("docker.container", `${name}: the engine does not say whether it runs`);
    if (status === "running") return;
    if (known(container, "stopped") && (status === "created" || status === "exited")) return;
    if (known(container, "runsOnce") && status === "exited" && exitCode === 0) return;
    const killed = oomKilled === true && status !== "created";
    const how = status === "exited" || status === "restarting" ? ` (exit code ${exitCode ?? "unknown"})` : "";
    const since = status === "exited" && finishedAt !== null ? ` ${spanOf(finishedAt, look.now)}` : "";
    yield {
      message: `${name} is ${status}${how}${since}${killed ? ": the kernel killed it for want of memory" : ""}`,
      detail: status,
      cause: killed ? "out-of-memory" : status === "restarting" ? "flapping" : `container-${status}`,
    };
  },
});
