import type { AutheliaConfiguration } from "../authelia/configuration.ts";
import { type Answer, forwardAuth } from "../authelia/decide.ts";
import { addressSet } from "../traefik/rule/addresses.ts";
import { compile } from "../traefik/rule/expression.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import type { Middleware } from "../traefik/runtime.ts";
import type { Configured } from "../traefik/schema/configured.ts";
import type { End, Step } from "./journey.ts";
import { isTls, type Passage } from "./passage.ts";
import type { Portal } from "./portal.ts";

/** What a middleware does with a request: lets it on, as it was or changed, or ends its way. */
export interface Deed {
  readonly steps: readonly Step[];
  readonly end?: End;
  readonly onward?: Passage;
}

/** Types that change headers, bodies, speed or how often something is tried, and never who gets in. */
const HARMLESS = new Set([
  "buffering",
  "circuitbreaker",
  "compress",
  "contenttype",
  "errors",
  "grpcweb",
  "headers",
  "inflightreq",
  "passtlsclientcert",
  "ratelimit",
  "retry",
]);

/** Applies one middleware that is not a chain (pkg/middlewares of Traefik 3.6). */
export function apply(middleware: Middleware, passage: Passage, portal: (address: string) => Portal): Deed {
  const { name, types } = middleware;
  const [type = ""] = types;
  const options = table(middleware.options, type);
  const step = (says: string): Step => ({ at: "middleware", name, says });
  const on = (says: string, onward?: Passage): Deed => ({
    steps: [step(says)],
    ...(onward === undefined ? {} : { onward }),
  });
  const ends = (says: string, end: End): Deed => ({ steps: [step(says)], end });
  switch (type) {
    case "ipallowlist":
    case "ipwhitelist":
      return allowList(options, passage, on, ends);
    case "basicauth":
    case "digestauth":
      return passage.visit.visitor.level > 0
        ? on("takes the visitor's password")
        : ends("asks for a password", { kind: "login", status: 401, portal: undefined });
    case "forwardauth":
      return asked(name, options, passage, portal);
    case "redirectscheme":
      return redirectScheme(options, passage, on, ends);
    case "redirectregex":
      return redirectRegex(options, passage, on, ends);
    case "addprefix":
      return on("puts a prefix before the path", { ...passage, path: text(options, "prefix") + passage.path });
    case "stripprefix":
      return on("takes a prefix from the path", {
        ...passage,
        path: withoutPrefix(passage.path, list(options, "prefixes")),
      });
    case "stripprefixregex":
    case "replacepath":
    case "replacepathregex":
      return on("changes the path for the application");
    default:
      return HARMLESS.has(type)
        ? on("lets every visitor on")
        : ends("nobody here knows what its plugin or type does", { kind: "unknown" });
  }
}

type On = (says: string, onward?: Passage) => Deed;
type Ends = (says: string, end: End) => Deed;

/** Takes the address of the peer unless a strategy says otherwise (pkg/ip/strategy.go). */
function allowList(options: Options, passage: Passage, on: On, ends: Ends): Deed {
  const strategy = table(options.ipstrategy, "");
  const depth = Number(strategy.depth ?? 0);
  const excluded = list(strategy, "excludedips");
  const forwarded = passage.forwardedFor;
  let address: string | undefined = passage.visit.client;
  try {
    if (depth > 0) address = forwarded.at(-depth);
    else if (excluded.length > 0) {
      const out = addressSet(excluded);
      address = forwarded.findLast((one) => !out.contains(one)) ?? passage.visit.client;
    }
    const from = addressSet(list(options, "sourcerange"));
    if (address !== undefined && from.contains(address)) return on(`admits ${address}`);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return ends("its addresses cannot be read", { kind: "broken", status: 500 });
  }
  const status = Number(options.rejectstatuscode ?? 403) || 403;
  return ends(`admits nobody from ${address ?? "an address it cannot tell"}`, { kind: "refused", status });
}

/** Asks the server behind `address`, which is Authelia, another portal, a bouncer, or nobody knows. */
function asked(name: string, options: Options, passage: Passage, portalAt: (address: string) => Portal): Deed {
  const portal = portalAt(text(options, "address"));
  const step = (says: string): Step => ({ at: "middleware", name, says });
  switch (portal.kind) {
    case "unreachable":
      return {
        steps: [step(`asks ${portal.what}, which is not there, so everybody gets an error`)],
        end: { kind: "broken", status: 500 },
      };
    case "bouncer":
      return { steps: [step(`asks ${portal.what}, which lets on whoever is not banned`)] };
    case "unknown":
      return { steps: [step(`asks ${portal.what}: ${portal.why}`)], end: { kind: "unknown" } };
    case "portal":
      return passage.visit.visitor.level > 0
        ? { steps: [step(`asks ${portal.what}, which knows the visitor`)] }
        : { steps: [step(`asks ${portal.what} for a login`)], end: { kind: "login", status: 302, portal: undefined } };
    case "authelia": {
      const answer = forwardAuth(portal.configuration, target(options, passage), passage.visit.visitor);
      return { steps: [step(`asks ${portal.what}`), accessControl(answer, portal.configuration)], ...endOf(answer) };
    }
  }
}

function target(options: Options, passage: Passage) {
  const { visit } = passage;
  const first = (header: string) => visit.headers.get(header)?.[0];
  return {
    method: visit.method,
    scheme: isTls(visit) ? "https" : "http",
    host: visit.host,
    path: passage.path + (visit.query === "" ? "" : `?${visit.query}`),
    client: options.trustforwardheader === true ? (passage.forwardedFor[0] ?? visit.client) : visit.client,
    accept: first("accept"),
    isXhr: first("x-requested-with")?.toLowerCase() === "xmlhttprequest",
  };
}

function accessControl(
  { because, deciding, status }: Answer,
  { accessControl: { defaultPolicy } }: AutheliaConfiguration,
): Step {
  const rule = deciding?.rule;
  const name = rule === undefined ? "default policy" : `rule ${rule.position}`;
  const at = "access-control" as const;
  switch (because) {
    case "insecure-scheme":
      return { at, name: "scheme", says: `answers ${status} to plain http before it looks at any rule` };
    case "no-cookie-domain":
      return { at, name: "cookies", says: `answers ${status}, because no cookie domain covers the host` };
    case "allowed":
      return { at, name, says: `lets the visitor in (${deciding?.policy ?? defaultPolicy})` };
    case "denied":
      return { at, name, says: `denies the visitor (${deciding?.policy ?? defaultPolicy})` };
    case "login":
      return { at, name, says: `asks for a login (${deciding?.policy ?? defaultPolicy})` };
  }
}

function endOf({ because, status, portal }: Answer): { readonly end?: End } {
  if (because === "allowed") return {};
  if (because === "login") return { end: { kind: "login", status, portal } };
  return { end: { kind: "refused", status } };
}

/** Leaves a request alone that has the scheme and the port already (pkg/middlewares/redirect). */
function redirectScheme(options: Options, { visit, path }: Passage, on: On, ends: Ends): Deed {
  const scheme = text(options, "scheme");
  const port = text(options, "port");
  const current = isTls(visit) ? "https" : "http";
  const usual = scheme === "https" ? "443" : "80";
  if (
    scheme === current &&
    (port === "" || port === String(visit.port) || (port === usual && visit.port === Number(usual)))
  )
    return on("leaves the request alone, which has the scheme already");
  const shown = port === "" || port === usual ? "" : `:${port}`;
  const permanent = options.permanent === true;
  const get = visit.method === "GET";
  const status = permanent ? (get ? 301 : 308) : get ? 302 : 307;
  const location = `${scheme}://${visit.host}${shown}${path}${visit.query === "" ? "" : `?${visit.query}`}`;
  return ends(`sends the visitor to ${scheme}`, { kind: "redirected", status, location });
}

function redirectRegex(options: Options, { visit, path }: Passage, on: On, ends: Ends): Deed {
  const url = `${visit.scheme}://${visit.host}${path}${visit.query === "" ? "" : `?${visit.query}`}`;
  const permanent = options.permanent === true;
  const get = visit.method === "GET";
  try {
    if (!compile(text(options, "regex")).test(url))
      return on("leaves the request alone, which its expression does not match");
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return ends("its expression cannot be read", { kind: "broken", status: 500 });
  }
  return ends("sends the visitor on", {
    kind: "redirected",
    status: permanent ? (get ? 301 : 308) : get ? 302 : 307,
    location: undefined,
  });
}

function withoutPrefix(path: string, prefixes: readonly string[]): string {
  const prefix = prefixes.find((one) => path.startsWith(one));
  if (prefix === undefined) return path;
  const rest = path.slice(prefix.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}

type Options = Readonly<Record<string, Configured>>;

function table(value: Configured, key: string): Options {
  const inner = key === "" ? value : isTable(value) ? value[key] : undefined;
  return isTable(inner) ? inner : {};
}

function isTable(value: Configured): value is Options {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(options: Options, key: string): string {
  const value = options[key];
  return typeof value === "string" ? value : "";
}

function list(options: Options, key: string): readonly string[] {
  const value = options[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
