import type { Middleware } from "../../../edge/traefik/runtime.ts";
import { chainOf, declaredRouters, fieldOf, isOff } from "../../edge/routers.ts";
import { routeRule } from "../../edge/seen.ts";
import { page } from "../../references.ts";
import { shown } from "../../shown.ts";

const LOGINS: ReadonlySet<string> = new Set(["basicauth", "digestauth", "forwardauth"]);
/** Change what the login gets to see, or answer before it. */
const LATER: ReadonlySet<string> = new Set([
  "addprefix",
  "errors",
  "replacepath",
  "replacepathregex",
  "stripprefix",
  "stripprefixregex",
]);
/** A bouncer looks at the address alone, so what stands before it does not matter to it. */
const BOUNCER = /\/api\/v1\/forwardauth$/i;

export default routeRule({
  id: "middleware-before-the-login",
  title: "A middleware changes the path or the answer before the login sees the request",
  why: "The login judges another path than the visitor asked for, or its answers reach strangers as pages of the application.",
  premises: { precondition: "second-flaw", impact: "neighbours" },
  references: [
    page(
      "Traefik: HTTP middlewares",
      "https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/",
    ),
  ],
  remedy:
    "Name the login before it; only address lists, redirections, rate limits and plain headers belong before a login.",
  cure: "The order of the chain is its author's, since what comes later sees what comes before.",
  *check(seen) {
    for (const declared of declaredRouters(seen)) {
      const { router, container, name } = declared;
      if (isOff(router, seen)) continue;
      const chain = chainOf(router, seen);
      const login = chain.findIndex(isLogin);
      const early = chain.slice(0, Math.max(login, 0)).find(({ types }) => types.some((type) => LATER.has(type)));
      if (early === undefined) continue;
      yield {
        container,
        at: fieldOf(declared, "middlewares"),
        detail: `${name} ${shown(early.name)}`,
        message: `the router ${name} names ${shown(early.name)} (${early.types[0]}) before its login ${shown(chain[login]?.name ?? "")}`,
      };
    }
  },
});

function isLogin({ types, options }: Middleware): boolean {
  if (!types.some((type) => LOGINS.has(type))) return false;
  const own = typeof options === "object" && "forwardauth" in options ? options.forwardauth : undefined;
  const address = typeof own === "object" && own !== null && "address" in own ? own.address : undefined;
  return typeof address !== "string" || !BOUNCER.test(address);
}
