import { check } from "../../check.ts";
import { type HostSubject, hostsIn, needsEngine, ofEngine } from "../../expected.ts";
import type { ListedContainer } from "../../facts/docker/values.ts";

export default check<HostSubject>({
  id: "container-declared",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "A container is on a host and nobody declares it",
  why: "Nobody judged it, nobody updates it, and it is lost with the host.",
  proof: "`GET /containers/json?all=true` names no container that the declaration of the host does not.",
  remedy: "Declare it (`readiness init` writes a start), or remove it after a look at what it does.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsEngine,
  *judge(subject, look) {
    const names = new Set(subject.declared.containers.map(({ name }) => name));
    for (const { name, state } of look.value(ofEngine("containers", subject)) as unknown as readonly ListedContainer[])
      if (!names.has(name))
        yield {
          message: `${name} is on ${subject.host}${state === null ? "" : ` (${state})`} and nobody declares it`,
          detail: name,
          cause: "not-declared",
        };
  },
});
