import { UnknownValue } from "../unknown.ts";
import { admitsEveryone, type Entry, parseEntries } from "./address-list.ts";
import type { Options } from "./traefik-labels.ts";

/** What a middleware does for or against a visitor. */
export type Deed =
  /** Lets nobody in who has not logged in. */
  | { readonly kind: "login" }
  /** Lets in only visitors from these ranges; `everyone`: they leave nobody out. */
  | { readonly kind: "addresses"; readonly entries: readonly Entry[]; readonly everyone: boolean }
  /** Sends plain http on to https; does nothing where the visitor came by https. */
  | { readonly kind: "redirect-to-https" }
  /** Sends visitors elsewhere. */
  | { readonly kind: "redirect" }
  | { readonly kind: "chain"; readonly members: readonly string[] }
  /** Keeps nobody out. */
  | { readonly kind: "nothing" }
  /**
   * Could be a guard; `why` says in words what is not known. `maybe` is the kind of guard it could be;
   * `isChain` where it is a chain of members that are not known.
   */
  | {
      readonly kind: "unknown";
      readonly why: string;
      readonly maybe: "login" | "addresses" | "any";
      readonly isChain?: boolean;
    };

/** Types that change, count or slow down requests and keep nobody out. */
const HARMLESS: ReadonlySet<string> = new Set([
  "addprefix",
  "buffering",
  "circuitbreaker",
  "compress",
  "contenttype",
  "encodedcharacters",
  "errors",
  "grpcweb",
  "headers",
  "inflightreq",
  "passtlsclientcert",
  "ratelimit",
  "replacepath",
  "replacepathregex",
  "retry",
  "stripprefix",
  "stripprefixregex",
]);

/**
 * Ends of the address of a forwardAuth that asks for a login, by portal.
 * Authelia: https://www.authelia.com/reference/guides/proxy-authorization/ (`/api/verify` before 4.38);
 * authentik: https://docs.goauthentik.io/add-secure-apps/providers/proxy/server_traefik;
 * oauth2-proxy: https://oauth2-proxy.github.io/oauth2-proxy/configuration/integration/;
 * tinyauth: https://tinyauth.app/docs/getting-started.
 */
const LOGIN_PATHS: readonly string[] = [
  "/api/authz/forward-auth",
  "/api/verify",
  "/outpost.goauthentik.io/auth/traefik",
  "/oauth2/auth",
  "/api/auth/traefik",
];
/** A bouncer asks whether an address misbehaved, not who the visitor is: https://github.com/fbonalair/traefik-crowdsec-bouncer. */
const BOUNCER_PATHS: readonly string[] = ["/api/v1/forwardauth"];

/**
 * What the middleware with these options does (`ipallowlist.sourcerange`, `forwardauth.address`).
 * Types: https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/
 */
export function deedOf(options: Options): Deed {
  const types = new Set([...options.keys()].map((path) => path.split(".", 1)[0] as string));
  const [type] = types;
  if (type === undefined) return { kind: "unknown", why: "it has no type", maybe: "any" };
  if (types.size > 1) return { kind: "unknown", why: "it has two types, which Traefik refuses", maybe: "any" };
  try {
    return deedOfType(type, options);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    const maybe = type === "forwardauth" ? "login" : type.startsWith("ip") ? "addresses" : "any";
    return { kind: "unknown", why: `${error.path} is not known yet`, maybe, isChain: type === "chain" };
  }
}

function deedOfType(type: string, options: Options): Deed {
  switch (type) {
    case "basicauth":
    case "digestauth":
      return { kind: "login" };
    case "ipallowlist":
    case "ipwhitelist": {
      const entries = parseEntries(options.get(`${type}.sourcerange`)?.list ?? []);
      return entries === undefined
        ? { kind: "unknown", why: "its address list is empty or cannot be read", maybe: "addresses" }
        : { kind: "addresses", entries, everyone: admitsEveryone(entries) };
    }
    case "forwardauth":
      return forwardAuth(options.get("forwardauth.address")?.text ?? "");
    case "redirectscheme":
      return options.get("redirectscheme.scheme")?.text.toLowerCase() === "https"
        ? { kind: "redirect-to-https" }
        : { kind: "nothing" };
    case "redirectregex":
      return { kind: "redirect" };
    case "chain":
      return { kind: "chain", members: options.get("chain.middlewares")?.list ?? [] };
    default:
      return HARMLESS.has(type)
        ? { kind: "nothing" }
        : { kind: "unknown", why: "nobody here knows what its plugin or type does", maybe: "any" };
  }
}

function forwardAuth(address: string): Deed {
  const path = URL.canParse(address) ? new URL(address).pathname.replace(/\/+$/, "") : "";
  if (LOGIN_PATHS.some((end) => path.endsWith(end))) return { kind: "login" };
  if (BOUNCER_PATHS.some((end) => path.toLowerCase().endsWith(end))) return { kind: "nothing" };
  return { kind: "unknown", why: "its address is not that of a login portal known here", maybe: "login" };
}
