import { check } from "../../check.ts";
import { type HostSubject, hostsIn, needsEngine, ofEngine } from "../../expected.ts";
import type { NetworkValue } from "../../facts/docker/values.ts";

export default check<HostSubject>({
  id: "network-as-declared",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "The networks of a host are not the declared ones",
  why: "Containers cannot be made anew without their network, and a network that nobody declares joins what was kept apart.",
  proof: "`GET /networks` holds every declared network and no other, besides those that every engine has.",
  remedy:
    "Run `pulumi up --refresh`; remove what nobody declares after a look at who uses it (`docker network inspect`).",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsEngine,
  *judge(subject, look) {
    const wanted = subject.declared.networks;
    const found = (look.value(ofEngine("networks", subject)) as unknown as readonly NetworkValue[]).map(
      ({ name }) => name,
    );
    for (const name of wanted)
      if (!found.includes(name))
        yield {
          message: `${subject.host} has no network ${name}, which is declared`,
          detail: name,
          cause: "network-missing",
        };
    for (const name of found)
      if (!wanted.includes(name))
        yield {
          message: `${subject.host} has the network ${name}, which nobody declares`,
          detail: name,
          cause: "not-declared",
        };
  },
});
