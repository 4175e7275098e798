import { check, type Look, NotSeen, type Subject } from "../../check.ts";
import type { Expectation, ExpectedContainer } from "../../expectation.ts";
import { needsEngine, needsHost, ofEngine, ofHost } from "../../expected.ts";
import type { ContainerValue, ListedContainer } from "../../facts/docker/values.ts";
import type { LoadValue, OomValue } from "../../facts/host/values.ts";

interface Killed extends Subject {
  /** Undefined for the host and for containers that are gone. */
  readonly container: ExpectedContainer | undefined;
}

const DAYS = 30;
const DAY = 86_400_000;
/** The first message of the kernel may come some time after the clock that uptime counts from. */
const BOOT_GRACE = 600_000;

export default check<Killed>({
  id: "no-oom-kills",
  criterion: "reliability",
  lines: ["PERF-4"],
  title: "The kernel killed a process for want of memory",
  why: "Whatever it did was cut off in the middle, and it happens again at the next peak.",
  proof:
    "Messages of the kernel of thirty days, or since the host was started, hold no `oom-kill`; `State.OOMKilled` of each container is false. Events of the engine are not asked: they roll over within a minute.",
  remedy: "Give the container the memory that it needs at its peak, or mend what leaks; lower what others may take.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: ({ hosts }: Expectation) =>
    hosts.flatMap(({ name: host, containers }) => [
      { host, name: "-", container: undefined },
      ...containers.map((container) => ({ host, name: container.name, container })),
    ]),
  blockedBy: (subject) =>
    subject.container === undefined
      ? [...needsHost(subject), ...needsEngine(subject)]
      : [...needsEngine(subject), { check: "container-runs", subject: { host: subject.host, name: subject.name } }],
  *judge(subject, look) {
    const { host, name, container } = subject;
    if (container === undefined) {
      const { kills } = messages(host, look);
      const listed = look.value(ofEngine("containers", subject)) as unknown as readonly ListedContainer[];
      const ids = new Set(listed.map(({ id }) => id));
      const others = kills.filter((kill) => kill.container === null || !ids.has(kill.container));
      if (others.length > 0)
        yield {
          message: `${host}: the kernel killed ${times(others.length)} outside of the containers that are there now, last at ${others.at(-1)?.time}`,
          cause: "out-of-memory",
        };
      return;
    }
    const { id, oomKilled } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    if (oomKilled === true)
      yield {
        message: `${name}: the kernel killed its last run for want of memory`,
        detail: "state",
        cause: "out-of-memory",
      };
    const own = messages(host, look).kills.filter((kill) => kill.container === id);
    if (own.length > 0)
      yield {
        message: `${name}: the kernel killed ${times(own.length)} in it, last at ${own.at(-1)?.time}`,
        detail: "kernel",
        cause: "out-of-memory",
      };
    if (oomKilled === null)
      throw new NotSeen("docker.container", `${name}: the engine does not say how its last run ended`);
  },
});

/** @throws NotSeen where the messages reach neither thirty days back nor to the start of the host. */
function messages(host: string, look: Look): OomValue {
  const oom = look.value(ofHost("oom", host)) as unknown as OomValue;
  if (oom.kills.length > 0) return oom;
  const since = Date.parse(oom.since);
  const now = Date.parse(look.now);
  if (since <= now - DAYS * DAY) return oom;
  const { uptime } = look.value(ofHost("load", host)) as unknown as LoadValue;
  if (since <= now - uptime * 1000 + BOOT_GRACE) return oom;
  throw new NotSeen("host.oom", `${host}: the messages of its kernel begin at ${oom.since} only`);
}

function times(count: number): string {
  return count === 1 ? "a process" : `${count} processes`;
}
