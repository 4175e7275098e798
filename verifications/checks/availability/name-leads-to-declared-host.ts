import { check, type Look, NotSeen } from "../../check.ts";
import { addressFact, type NameSubject, nameSubjects } from "../../edge/name.ts";
import { namesOf, OUTSIDE, routeFact, routeSubjects } from "../../edge/route.ts";
import type { Expectation } from "../../expectation.ts";
import { whereSeen } from "../../expected.ts";
import type { Names } from "../../facts/dns/answers.ts";
import type { Answer } from "../../facts/http/answer.ts";

/** One resolver may have cached, or been told, what no other one says. */
const FEWEST = 2;

export default check<NameSubject>({
  id: "name-leads-to-declared-host",
  criterion: "availability",
  lines: ["INF-1"],
  title: "A name does not lead to the host that declares it",
  why: "Where both hosts serve a name, or the record still names an old address, visitors end on the wrong host whatever that host does.",
  proof:
    "A and AAAA of the name on at least two resolvers: every resolver answers, and every address is that of the host in the settings of the run (its VPN address too where only visitors in the VPN need the name).",
  remedy: "Correct the record of the name, or the declaration of the host that is meant to serve it.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: nameSubjects,
  *judge({ host, name, private: hidden }, look, expectation) {
    const key = addressFact(host, name);
    const { resolvers, publicAddress, vpnAddress } = look.value<Names>(key);
    if (publicAddress === null)
      throw new NotSeen(
        name,
        `nobody said the public address of ${host}, so nobody can tell whether ${name} leads there`,
      );
    const meant = new Set([publicAddress, ...(hidden && vpnAddress !== null ? [vpnAddress] : [])]);
    for (const { resolver, answers } of resolvers) {
      const found = Object.values(answers).flatMap(({ records }) => records);
      const strange = found.filter((address) => !meant.has(address));
      if (strange.length > 0)
        yield {
          message: `${name} leads to ${strange.join(", ")} on the resolver ${resolver}, which is ${strange.flatMap((address) => hostAt(address, look, expectation) ?? []).join(" and ") || "none of the hosts"} and not ${host} (${[...meant].join(" or ")})${there(host, name, strange, look, expectation)}`,
          detail: resolver,
          cause: "wrong-host",
        };
      else if (found.length === 0 && Object.values(answers).every(({ failure }) => failure === null))
        yield { message: `${name} leads nowhere on the resolver ${resolver}`, detail: resolver, cause: "no-record" };
    }
    const silent = resolvers.filter(({ answers }) => Object.values(answers).some(({ failure }) => failure !== null));
    if (silent.length > 0)
      throw new NotSeen(name, `${name} was not answered by ${silent.map(({ resolver }) => resolver).join(", ")}`);
    if (resolvers.length < FEWEST)
      throw new NotSeen(
        name,
        `${name} was asked of ${resolvers.length} resolver, and one may be told what no other one says: name two in the settings`,
      );
  },
});

/** The declared host that the settings of the run give this address. */
function hostAt(address: string, look: Look, { hosts }: Expectation): string | undefined {
  return hosts.find((host) =>
    namesOf(host).some((name) => {
      const known = whereSeen<Names>(look, addressFact(host.name, name));
      return known?.publicAddress === address || known?.vpnAddress === address;
    }),
  )?.name;
}

/** What becomes of the routes of the name: who follows it meets the other host. */
function there(host: string, name: string, addresses: readonly string[], look: Look, expectation: Expectation): string {
  const others = [...new Set(addresses.flatMap((address) => hostAt(address, look, expectation) ?? []))];
  const routes = routeSubjects(expectation).filter(
    (subject) => subject.host === host && subject.route.host.toLowerCase() === name,
  );
  const met = others.flatMap((other) =>
    routes.flatMap((route) => {
      const answer = whereSeen<Answer>(look, routeFact(other, route.name, OUTSIDE));
      return answer === undefined ? [] : `${other} answers ${answer.status} for ${route.name}`;
    }),
  );
  const routers = [...new Set(routes.map(({ route }) => route.router))].join(", ");
  return `, so that nobody meets ${routers} of ${host}${met.length === 0 ? "" : `: ${met.join(", ")}`}`;
}
