import type { Container } from "../../model/container.ts";
import { accessLabel } from "../../model/expectations.ts";
import { type Router, routersOf } from "../../model/routes/router.ts";
import { accessOf, guardsOf } from "../guards.ts";
import type { Offence, StackContext } from "../rule.ts";
import { shown } from "../shown.ts";
import type { Cure } from "./edit.ts";
import { put } from "./values.ts";

const IN_A_FILE =
  "the router stands in a file that Traefik reads, whose text is not quoted: name the guard there, among the router's middlewares";
const IN_A_CHAIN =
  "the list that lets everyone in is a member of a chain, which other routes may use: take it out there";
const UNUSUAL = "its middlewares have names with unusual characters, which are not quoted: name the guard before them";
const DECIDE = "who may use the route: these labels let in the VPN alone";
const LOGIN = "the address under which Traefik reaches the login";

/** The router that an offence speaks of, by the first word of its detail. */
export function routerOf(offence: Offence, container: Container): Router | undefined {
  return routersOf(container).find(
    ({ name, middlewaresAt, at }) =>
      offence.detail?.startsWith(`${shown(name)} `) === true && (middlewaresAt === offence.at || at === offence.at),
  );
}

/** Gives a route the guard that its access class asks for, and one for the VPN where nobody said which. */
export function guardRoute(offence: Offence, container: Container, { vpn, stack }: StackContext): Cure {
  const router = routerOf(offence, container);
  if (router === undefined || router.provider === "file") return IN_A_FILE;
  const open = guardsOf(router, stack).lists.flatMap(({ name, everyone }) => (everyone ? [name] : []));
  if (open.some((name) => !router.middlewares.includes(name))) return IN_A_CHAIN;
  const kept = router.middlewares.filter((name) => !open.includes(name));
  if (kept.some((name) => shown(name) !== name)) return UNUSUAL;
  if (accessOf(container, router)?.access === "authelia") {
    const guard = `${router.name}-login`;
    return [
      ...put(
        container,
        "labels",
        `traefik.http.middlewares.${guard}.forwardauth.address`,
        "http://authelia:9091/api/authz/forward-auth",
        LOGIN,
      ),
      ...named(container, router, [guard, ...kept.map(bare)]),
    ];
  }
  const guard = `${router.name}-vpn`;
  return [
    ...put(
      container,
      "labels",
      `traefik.http.middlewares.${guard}.ipallowlist.sourcerange`,
      vpn.texts.join(","),
      DECIDE,
    ),
    ...named(container, router, [guard, ...kept.map(bare)]),
    ...put(container, "labels", accessLabel(router.name), "vpn-only"),
  ];
}

/** The name of a middleware as a label of the same provider gives it. */
export function bare(name: string): string {
  return name.replace(/@docker$/, "");
}

/** Names the middlewares of a router in the label that already does, or in a new one. */
export function named(container: Container, router: Router, middlewares: readonly string[]) {
  const usual = `traefik.http.routers.${router.name}.middlewares`;
  const declared = container.labels.find(({ key }) => key.toLowerCase() === usual.toLowerCase());
  return put(container, "labels", declared?.key ?? usual, middlewares.join(","));
}
