import type { Router } from "../traefik/runtime.ts";
import type { DeclaredRoute } from "./declared-routes.ts";
import { type Door, enter } from "./doors.ts";
import { describeEnd, type End, type Journey } from "./journey.ts";
import type { Traveller } from "./travel.ts";
import { browse, type Someone, type Visitors } from "./visitors.ts";

/** Whether a class is held, and by or against what. `why` names hosts and paths of the declaration. */
export type Proof =
  | { readonly holds: true }
  | { readonly holds: false; readonly kind: Breach; readonly why: string; readonly against: Evidence | undefined }
  | { readonly holds: undefined; readonly why: string; readonly against: Evidence | undefined };

/** In what way a class is not held; `out-of-order`, `disabled` and `no-port` let nobody in who is not meant to be. */
export type Breach =
  | "no-login"
  | "no-way-to-log-in"
  | "admits-others"
  | "vpn-kept-out"
  | "kept-out"
  | "no-redirect"
  | "no-guard"
  | "public-entry-point"
  | "out-of-order"
  | "disabled"
  | "no-port";

/** The request that decides. */
export interface Evidence {
  readonly journey: Journey;
  readonly someone: Someone;
  /** False where it asked for another path, by another method or through another door than a visitor would. */
  readonly plain: boolean;
}

/** One way of asking for a place. */
export interface Way {
  readonly door: Door;
  readonly scheme: "http" | "https";
  /** The router that is meant to answer. */
  readonly router: Router;
}

/** A place of a route with everything that can be tried on it. */
export interface Trial {
  readonly traveller: Traveller;
  readonly visitors: Visitors;
  readonly strangers: readonly Someone[];
  readonly route: DeclaredRoute;
  readonly host: string;
  readonly path: string;
  /** Paths below, and those of other routes of the host. */
  readonly otherPaths: readonly string[];
  /** The way that its visitors are meant to take. */
  readonly main: Way;
  readonly doors: readonly Door[];
  /** The declared route of a router of Traefik. */
  routeOf(router: string): DeclaredRoute | undefined;
  /** Ways that were followed already: what a visitor gets is shown, and asked again to prove the class. */
  readonly journeys: Map<Someone, Map<string, Journey>>;
}

/** Sends one request on the main way; the same one only once. */
export function ask(
  trial: Trial,
  someone: Someone,
  changes: { method?: string; path?: string; way?: Way } = {},
): Journey {
  const { door, scheme } = changes.way ?? trial.main;
  const { method = "GET", path = trial.path } = changes;
  let own = trial.journeys.get(someone);
  if (own === undefined) {
    own = new Map();
    trial.journeys.set(someone, own);
  }
  const request = `${method} ${scheme} ${door.port} ${path}`;
  let journey = own.get(request);
  if (journey === undefined) {
    const visit = browse(someone, { method, scheme, host: trial.host, port: door.port, path });
    journey = enter(trial.traveller, trial.doors, visit, someone.inside);
    own.set(request, journey);
  }
  return journey;
}

/** Proves the access class of a route by requests. Without a class nobody may be served who is not asked for anything. */
export function prove(trial: Trial): Proof {
  const { access } = trial.route;
  const { anonymous, user, vpn } = trial.visitors;
  if (access === "internal") return internal(trial);
  if (anonymous === undefined || user === undefined)
    return {
      holds: undefined,
      why: "the VPN claims every address that could be tried from outside",
      against: undefined,
    };
  const strangers = [anonymous, ...trial.strangers];
  switch (access) {
    case "authelia":
      return all([
        ...[...strangers, ...vpn].map((one) => () => mustLogIn(trial, one)),
        ...[anonymous, ...vpn.slice(0, 1)].flatMap((one) => closedElsewhere(trial, one, "no-login")),
      ]);
    case "vpn-only":
      return all([
        ...strangers.map((one) => () => mustBeRefused(trial, one)),
        () => mustBeRefused(trial, user),
        ...closedElsewhere(trial, anonymous, "admits-others"),
        ...vpn.map((one) => () => mustBeServed(trial, one, ["served", "login"], "vpn-kept-out")),
      ]);
    case "own-login":
      return mustBeServed(trial, anonymous, ["served", "login"], "kept-out");
    case "public":
      return mustBeServed(trial, anonymous, ["served"], "kept-out");
    case "redirect":
      return all([anonymous, ...vpn, user].map((one) => () => mustBeServed(trial, one, ["redirected"], "no-redirect")));
    default:
      return all([() => judged(trial, anonymous, ask(trial, anonymous), closed, "no-guard")]);
  }
}

function all(proofs: readonly (() => Proof)[]): Proof {
  let undecided: Proof | undefined;
  for (const proof of proofs) {
    const found = proof();
    if (found.holds === false) return found;
    if (found.holds === undefined) undecided ??= found;
  }
  return undecided ?? { holds: true };
}

const HELD: Proof = { holds: true };

function internal({ route, doors }: Trial): Proof {
  const open = doors.find(
    ({ open: to, entryPoint }) => to === "everyone" && route.routers.some(({ using }) => using.includes(entryPoint)),
  );
  return open === undefined
    ? HELD
    : {
        holds: false,
        kind: "public-entry-point",
        why: `strangers reach its entry point ${open.entryPoint}`,
        against: undefined,
      };
}

/** Redirections that an entry point makes by itself come before every guard, and nobody is served. */
const isOwnRedirect = ({ router, end }: Journey) =>
  end.kind === "redirected" && (router === undefined || router.endsWith("@internal"));

function mustLogIn(trial: Trial, someone: Someone): Proof {
  const journey = ask(trial, someone);
  const asked = (end: End) => end.kind === "login" || isOwnRedirect(journey);
  return all([
    () => judged(trial, someone, journey, asked, closed(journey.end) ? "no-way-to-log-in" : "no-login"),
    () => judged(trial, someone, ask(trial, someone, { method: "OPTIONS" }), closed, "no-login"),
  ]);
}

/** A stranger may meet a login where somebody who is logged in is refused. */
function mustBeRefused(trial: Trial, someone: Someone): Proof {
  const keeps = ({ kind }: End) =>
    closed({ kind } as End) && (kind !== "login" || someone.visitor.level === 0 || someone.inside);
  return all(
    ["GET", "OPTIONS"].map(
      (method) => () => judged(trial, someone, ask(trial, someone, { method }), keeps, "admits-others"),
    ),
  );
}

function mustBeServed(trial: Trial, someone: Someone, ends: readonly End["kind"][], kind: Breach): Proof {
  const journey = ask(trial, someone);
  return judged(trial, someone, journey, (end) => ends.includes(end.kind) || isOwnRedirect(journey), kind);
}

/** On every other path and door of the name, wherever no other route with a class of its own answers. */
function closedElsewhere(trial: Trial, someone: Someone, kind: Breach): (() => Proof)[] {
  const elsewhere = (changes: Parameters<typeof ask>[2]) => () => {
    const journey = ask(trial, someone, changes);
    const other = journey.router === undefined ? undefined : trial.routeOf(journey.router);
    if (other !== undefined && other.name !== trial.route.name && other.access !== undefined) return HELD;
    return judged(trial, someone, journey, closed, kind);
  };
  return [
    ...trial.otherPaths.flatMap((path) => ["GET", "OPTIONS"].map((method) => elsewhere({ path, method }))),
    ...otherWays(trial, someone).map((way) => elsewhere({ way })),
  ];
}

/** Every door that the visitor reaches, with and without TLS. */
function otherWays({ doors, main }: Trial, { inside }: Someone): Way[] {
  return doors.flatMap((door) =>
    door.open === "host" || (door.open === "vpn" && !inside)
      ? []
      : (["http", "https"] as const).flatMap((scheme) =>
          door.port === main.door.port && scheme === main.scheme ? [] : [{ door, scheme, router: main.router }],
        ),
  );
}

/** True where nobody reaches the service. */
function closed({ kind }: End): boolean {
  return kind !== "served" && kind !== "passed-on" && kind !== "unknown";
}

function judged(trial: Trial, someone: Someone, journey: Journey, wanted: (end: End) => boolean, kind: Breach): Proof {
  const { end, doubt, visit } = journey;
  const who = someone.visitor.level > 0 ? "somebody who is logged in" : "somebody who is not logged in";
  const where = `${visit.method} ${visit.scheme}://${visit.host}${visit.path}`;
  const { main } = trial;
  const plain = visit.method === "GET" && visit.path === trial.path && visit.port === main.door.port;
  const against: Evidence = { journey, someone, plain };
  if (end.kind === "unknown") return { holds: undefined, why: `${where}: ${reasonOf(journey)}`, against };
  if (!wanted(end)) {
    const from = someone.inside ? "from the VPN" : "from outside";
    const breach = end.kind === "broken" || end.kind === "nothing" ? "out-of-order" : kind;
    return {
      holds: false,
      kind: breach,
      against,
      why: `${who} gets ${describeEnd(end)} ${from} (${someone.client}) for ${where}`,
    };
  }
  // A router that is not known may be the one that really answers.
  return doubt === undefined ? HELD : { holds: undefined, why: doubt, against: undefined };
}

/** Why a journey ends as it does: what its last station says. */
export function reasonOf({ steps }: Journey): string {
  const last = steps.at(-1);
  return last === undefined ? "nothing is known of its way" : `${last.name} ${last.says}`;
}
