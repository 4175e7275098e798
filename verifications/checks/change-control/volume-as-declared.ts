import { check } from "../../check.ts";
import { type HostSubject, hostsIn, needsEngine, ofEngine } from "../../expected.ts";
import type { VolumeValue } from "../../facts/docker/values.ts";

export default check<HostSubject>({
  id: "volume-as-declared",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "A declared volume is not on its host",
  why: "What was kept in it is gone, and a container that is made anew begins with an empty one.",
  proof: "`GET /volumes` holds every declared volume. Others are left alone: they may hold what somebody wants back.",
  remedy: "Find out where its data went before anything makes it anew, and restore them.",
  references: [],
  validFor: 24,
  blocker: true,
  subjects: (expectation) => hostsIn(expectation).filter(({ declared }) => declared.volumes.length > 0),
  blockedBy: needsEngine,
  *judge(subject, look) {
    const found = new Set(
      (look.value(ofEngine("volumes", subject)) as unknown as readonly VolumeValue[]).map(({ name }) => name),
    );
    for (const name of subject.declared.volumes)
      if (!found.has(name))
        yield {
          message: `${subject.host} has no volume ${name}, which is declared`,
          detail: name,
          cause: "volume-missing",
        };
  },
});
