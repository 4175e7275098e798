import type { Fault } from "../../../edge/traefik/runtime.ts";
import { chainOf, type Declared, declaredRouters, doubtAbout, fieldOf, ruleOf } from "../../edge/routers.ts";
import { routeRule, type Seen } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import type { StackOffence, Undecided } from "../../rule.ts";
import { shown } from "../../shown.ts";

export default routeRule({
  id: "router-switched-off",
  title: "A router names something that does not exist, or has a rule that cannot be read",
  why: "Traefik switches the router off with a line in its log, and its visitors get 404.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [
    page(
      "Traefik: HTTP routers",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/router/",
    ),
    page(
      "Traefik: rules and priority",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/",
    ),
    page("Traefik: migration from v2 to v3", "https://doc.traefik.io/traefik/migrate/v2-to-v3/"),
  ],
  remedy: "Correct the name, or the rule by the grammar of the Traefik version that runs it.",
  cure: "Which entry point, service or rule its author meant, only its author knows.",
  alone:
    "the Traefik that serves its routes is not in this declaration, so nobody can say whether their entry points, services and rules are right",
  *check(seen) {
    for (const declared of declaredRouters(seen))
      for (const fault of declared.router.faults) yield* tell(declared, fault, seen);
  },
});

/** The middlewares that are missing or contain themselves are told by rules of their own. */
function* tell(declared: Declared, fault: Fault, seen: Seen): Iterable<StackOffence | Undecided> {
  const { router, container, name } = declared;
  const say = (option: string, wrong: string, doubt?: string): StackOffence | Undecided =>
    doubt === undefined
      ? {
          container,
          at: fieldOf(declared, option),
          detail: `${name} ${fault.kind}`,
          message: `the router ${name} ${wrong}, so visitors get 404`,
        }
      : {
          container,
          at: fieldOf(declared, option),
          undecided: `nobody can say whether the router ${name} works: ${doubt}`,
        };
  switch (fault.kind) {
    case "unknown-entry-point": {
      const missing = router.entryPoints.filter((each) => !seen.runtime.entryPoints.has(each));
      yield say("entrypoints", `names the entry point ${shown(missing[0] ?? "")}, which Traefik does not have`);
      return;
    }
    case "no-entry-point":
      if (router.entryPoints.length === 0 || router.entryPoints.some((each) => seen.runtime.entryPoints.has(each)))
        yield say("entrypoints", "has no entry point that carries HTTP");
      return;
    case "unknown-service": {
      const service = router.service ?? "";
      const provider = service.split("@")[1] ?? "";
      yield say("service", `names the service ${shown(service)}, which nothing defines`, doubtAbout(provider, seen));
      return;
    }
    case "service":
    case "no-service":
      yield say(
        "service",
        `leads to the service ${shown(router.service ?? "it does not name")}, which Traefik cannot build`,
        doubtAbout("file", seen),
      );
      return;
    case "tls-options":
      yield say("tls.options", "names TLS options that nothing defines", doubtAbout("file", seen));
      return;
    case "rule":
      if (seen.release === undefined)
        yield say("rule", "", "the image of Traefik does not say by which grammar its rule is read");
      else if (ruleOf(router, seen) === undefined)
        yield say("rule", `has a rule that Traefik ${seen.release.major} cannot read (${router.ruleError?.message})`);
      return;
    case "priority":
      yield say("priority", "has a priority that Traefik keeps for its own routers");
      return;
    case "middleware": {
      const broken = chainOf(router, seen).find(({ status }) => status === "disabled");
      const why =
        (broken?.types.length ?? 0) > 1
          ? `has two types (${broken?.types.join(", ")})`
          : "has options that Traefik refuses";
      yield say(
        "middlewares",
        `names the middleware ${shown(broken?.name ?? "of a chain")}, which ${why}`,
        seen.exact || (broken?.types.length ?? 0) > 1
          ? undefined
          : "the options of a middleware are not those of the version known here",
      );
      return;
    }
    default:
  }
}
