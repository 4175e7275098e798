import type { Ranges } from "../model/address.ts";
import type { Container } from "../model/container.ts";
import { ACCESS_CLASSES, type AccessClass, accessLabel } from "../model/expectations.ts";
import { labelsNamed } from "../model/labels.ts";
import { type Entry, outside } from "../model/routes/address-list.ts";
import { chainOf } from "../model/routes/chain.ts";
import { entryPointsOf, isOutranked, isPlainHttp, isPublic } from "../model/routes/entry-points.ts";
import type { Found } from "../model/routes/middlewares.ts";
import type { Router } from "../model/routes/router.ts";
import type { Stack } from "../model/stack.ts";
import { UnknownValue } from "../model/unknown.ts";
import type { StackOffence, Undecided } from "./rule.ts";
import { shown } from "./shown.ts";

/** The access class that a container declares for one of its routers. */
export interface DeclaredAccess {
  /** Field of the model. */
  readonly at: string;
  /** Undefined where the word is no access class, or where two labels disagree. */
  readonly access: AccessClass | undefined;
}

/** @returns undefined where no class is declared. */
export function accessOf(container: Container, router: Router): DeclaredAccess | undefined {
  const declared = labelsNamed(container, accessLabel(router.name));
  const [first] = declared;
  if (first === undefined) return undefined;
  const word = first.value.trim();
  const access = declared.every(({ value }) => value.trim() === word)
    ? ACCESS_CLASSES.find((name) => name === word)
    : undefined;
  return { at: `${first.at}.value`, access };
}

/** An address list that a visitor has to pass. */
export interface AddressList {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly everyone: boolean;
}

/** What stands between a visitor and a service. */
export interface Guards {
  readonly login: boolean;
  readonly lists: readonly AddressList[];
  /** Sends every visitor elsewhere, so that there is nothing behind it to guard. */
  readonly redirects: boolean;
  /** Why a middleware that could be a guard cannot be judged, by the guard it could be. */
  readonly doubts: Readonly<Record<"login" | "addresses", string | undefined>>;
}

/** What the chain of a router does, judged with the entry points it listens on. */
export function guardsOf(router: Router, stack: Stack): Guards {
  const earlier = judgedGuards.get(router);
  if (earlier?.stack === stack) return earlier.guards;
  const guards = readGuards(router, stack);
  judgedGuards.set(router, { stack, guards });
  return guards;
}

const judgedGuards = new WeakMap<Router, { readonly stack: Stack; readonly guards: Guards }>();

function readGuards(router: Router, stack: Stack): Guards {
  const chain = chainOf(router, stack);
  const entryPoints = entryPointsOf(stack);
  const toHttps = chain.some(({ deed }) => deed.kind === "redirect-to-https");
  return {
    login: chain.some(({ deed }) => deed.kind === "login"),
    lists: chain.flatMap(({ name, deed }) =>
      deed.kind === "addresses" ? [{ name, entries: deed.entries, everyone: deed.everyone }] : [],
    ),
    redirects:
      router.service === "noop@internal" ||
      isOutranked(router, entryPoints) ||
      chain.some(({ deed }) => deed.kind === "redirect") ||
      (toHttps && isPlainHttp(router, entryPoints) === true),
    doubts: { login: doubt(chain, "login"), addresses: doubt(chain, "addresses") },
  };
}

function doubt(chain: readonly Found[], guard: "login" | "addresses"): string | undefined {
  for (const { name, deed } of chain) {
    if (deed.kind === "missing") return `${shown(name)} is defined nowhere`;
    if (deed.kind === "circle") return `${shown(name)} contains itself`;
    if (deed.kind === "not-given") return `nobody knows what ${shown(name)} does (${deed.why})`;
    if (deed.kind === "unknown" && (deed.maybe === "any" || deed.maybe === guard))
      return `nobody knows whether ${shown(name)} is a guard (${deed.why})`;
  }
  return undefined;
}

/** What is wrong with the access to a route; `kind` is one stable word. */
export type Judgement = { readonly kind: string; readonly wrong: string } | { readonly undecided: string } | undefined;

/** Compares the guards of a router with the access class that is declared for it. */
export function judgeAccess(
  router: Router,
  declared: DeclaredAccess | undefined,
  stack: Stack,
  vpn: Ranges,
): Judgement {
  if (declared !== undefined && declared.access === undefined)
    return { kind: "no-such-class", wrong: `has an access class that is none of ${ACCESS_CLASSES.join(", ")}` };
  const access = declared?.access;
  if (access === "public" || access === "own-login") return undefined;
  if (access === "internal") return internal(router, stack, vpn);
  const guards = guardsOf(router, stack);
  if (guards.redirects) return undefined;
  switch (access) {
    case "redirect":
      return decide(
        "no-redirect",
        "is declared redirect, but it serves visitors instead of sending them on",
        guards.doubts.login,
      );
    case "authelia":
      if (guards.login) return undefined;
      return decide("no-login", "is declared authelia, but nothing in its chain asks for a login", guards.doubts.login);
    case "vpn-only":
      return vpnOnly(guards, vpn);
    default:
      return undeclared(guards);
  }
}

function vpnOnly({ lists, doubts }: Guards, vpn: Ranges): Judgement {
  const strangers = lists.map((list) => ({ ...list, outside: outside(list.entries, vpn) }));
  if (strangers.some((list) => list.outside.length === 0)) return undefined;
  const leaky = strangers.find((list) => !list.everyone);
  const open = strangers.find((list) => list.everyone);
  if (leaky !== undefined)
    return decide(
      "admits-others",
      `is declared vpn-only, but ${shown(leaky.name)} also admits ${some(leaky.outside)}, whose visitors are not on the VPN`,
      doubts.addresses,
    );
  if (open !== undefined)
    return decide("everyone", `is declared vpn-only, but ${shown(open.name)} lets everyone in`, doubts.addresses);
  return decide(
    "no-address-list",
    "is declared vpn-only, but nothing in its chain limits the addresses",
    doubts.addresses,
  );
}

function undeclared({ login, lists, doubts }: Guards): Judgement {
  if (login || lists.some((list) => !list.everyone)) return undefined;
  const wrong =
    lists[0] === undefined
      ? "is open to everyone: nothing in its chain asks for a login or limits the addresses, and no access class says that this is meant"
      : `is open to everyone: ${shown(lists[0].name)} lets everyone in, and no access class says that this is meant`;
  return decide("no-guard", wrong, doubts.login ?? doubts.addresses);
}

function internal(router: Router, stack: Stack, vpn: Ranges): Judgement {
  const entryPoints = router.entryPoints;
  if (entryPoints === undefined)
    return {
      kind: "public-entry-point",
      wrong: "is declared internal, but it names no entry point and so listens on all of them",
    };
  const open = entryPoints.find((name) => isPublic(name, stack, vpn) === true);
  if (open !== undefined)
    return {
      kind: "public-entry-point",
      wrong: `is declared internal, but strangers reach its entry point ${shown(open)}`,
    };
  const unclear = entryPoints.find((name) => isPublic(name, stack, vpn) === undefined);
  return unclear === undefined
    ? undefined
    : { undecided: `it is declared internal, and nothing says where the entry point ${shown(unclear)} listens` };
}

function decide(kind: string, wrong: string, doubtful: string | undefined): Judgement {
  return doubtful === undefined ? { kind, wrong } : { undecided: doubtful };
}

const MOST_NAMED = 10;

function some(entries: readonly Entry[]): string {
  const named = entries.slice(0, MOST_NAMED).map(({ text }) => text);
  const more = entries.length - named.length;
  return named.join(", ") + (more === 0 ? "" : ` and ${more} more`);
}

/** What a stack rule says of a router, where its judgement says anything. */
export function* told(
  container: Container,
  router: Router,
  judgement: Judgement,
  uncertain: string,
): Iterable<StackOffence | Undecided> {
  if (judgement === undefined) return;
  const at = router.middlewaresAt;
  if ("undecided" in judgement) yield { container, at, undecided: `${uncertain}: ${judgement.undecided}` };
  else
    yield {
      container,
      at,
      detail: `${shown(router.name)} ${judgement.kind}`,
      message: `the route ${shown(router.name)} ${judgement.wrong}`,
    };
}

/** Runs a judgement; what it could not read becomes the reason why it is undecided. */
export function judged(judge: () => Judgement): Judgement {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return { undecided: `${error.path} is not known yet` };
  }
}
