import { check, NotSeen, type Subject } from "../../check.ts";
import { diagnoseStatus } from "../../edge/diagnosis.ts";
import { hostOf } from "../../edge/host.ts";
import { rootsOfRoute } from "../../edge/roots.ts";
import { OUTSIDE, routeFact } from "../../edge/route.ts";
import { proxiesOf } from "../../edge/traefik.ts";
import { visit } from "../../edge/visit.ts";
import { controlRoutes, hostsBehindVpn, type Way, wayFact } from "../../edge/vpn.ts";

export default check<Subject>({
  id: "vpn-control-answers",
  criterion: "availability",
  lines: [],
  title: "A host is reached through the VPN only, and the control server of the VPN does not answer",
  why: "Without it hosts lose each other one by one, and every container of a host that is merely out of reach would look dead.",
  proof:
    "Where engine and shell of a host are called at VPN addresses: a GET of the route to the control server on the other host is answered, and not by the proxy in its place.",
  remedy:
    "Bring up the control server and the proxy before it; let the hosts have a way to each other besides the VPN.",
  references: [],
  validFor: 1,
  blocker: false,
  subjects: hostsBehindVpn,
  blockedBy: (_, expectation) =>
    controlRoutes(expectation).flatMap((route) => [
      ...proxiesOf(hostOf(route, expectation)).map((name) => ({
        check: "container-runs",
        subject: { host: route.host, name },
      })),
      ...rootsOfRoute(route, expectation),
    ]),
  *judge(subject, look, expectation) {
    const { vpn } = look.value(wayFact(subject)) as unknown as Way;
    if (!vpn) return;
    for (const { host, name } of controlRoutes(expectation)) {
      const met = visit(look, routeFact(host, name, OUTSIDE));
      const told = `${subject.host} is reached through the VPN only, and its control server ${name} on ${host}`;
      if (!met.answered) {
        yield { message: `${told} does not answer: ${met.message}`, detail: name, cause: "vpn-control-down" };
        continue;
      }
      const { cause, because } = diagnoseStatus(met.answer);
      if (met.answer.status >= 500)
        yield { message: `${told} answers ${met.answer.status}: ${because}`, detail: name, cause: "vpn-control-down" };
      else if (cause === "no-router")
        throw new NotSeen(name, `${told} answers 404, as it does itself and as the proxy does without it`);
    }
  },
});
