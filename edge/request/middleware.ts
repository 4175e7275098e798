import { member, type Options } from "../traefik/dynamic/declared.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import type { Middleware } from "../traefik/runtime.ts";
import { addressList } from "./address-list.ts";
import { type Act, telling } from "./deed.ts";
import { askServer } from "./forward-auth.ts";
import { headerOf } from "./passage.ts";
import { addPrefix, replacePath, replacePathRegex, stripPrefix, stripPrefixRegex } from "./path-changes.ts";
import { redirectRegex, redirectScheme } from "./redirect.ts";
import { requestHeaders } from "./request-headers.ts";

/** Types that change answers, bodies, speed or how often something is tried, and never who gets in. */
const HARMLESS = new Set([
  "buffering",
  "circuitbreaker",
  "compress",
  "contenttype",
  "errors",
  "grpcweb",
  "inflightreq",
  "passtlsclientcert",
  "ratelimit",
  "retry",
]);

type Build = (name: string, options: Options) => Act;

const BUILD: Readonly<Record<string, Build>> = {
  addprefix: addPrefix,
  basicauth: password,
  digestauth: password,
  forwardauth: askServer,
  headers: requestHeaders,
  ipallowlist: addressList,
  ipwhitelist: addressList,
  redirectregex: redirectRegex,
  redirectscheme: redirectScheme,
  replacepath: replacePath,
  replacepathregex: replacePathRegex,
  stripprefix: stripPrefix,
  stripprefixregex: stripPrefixRegex,
};

/** Prepares one middleware that is not a chain (pkg/middlewares of Traefik 3.6). */
export function actOf({ name, types, options }: Middleware): Act {
  const { on, ends } = telling(name);
  const [type = ""] = types;
  const build = Object.hasOwn(BUILD, type) ? BUILD[type] : undefined;
  if (build === undefined) {
    const deed = HARMLESS.has(type)
      ? on("lets every visitor on")
      : ends("nobody here knows what its plugin or type does", { kind: "unknown" });
    return () => deed;
  }
  try {
    return build(name, member(options, type) ?? {});
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const deed = ends(`cannot be read: ${error.message}`, { kind: "unknown" });
    return () => deed;
  }
}

/** A login at a portal is no password here, and what a visitor sends nobody can check. */
function password(name: string): Act {
  const { ends } = telling(name);
  const asks = ends("asks for a password", { kind: "login", status: 401, portal: undefined });
  const compares = ends("compares the password that is sent, which nobody can do here", { kind: "unknown" });
  return (passage) => (headerOf(passage, "authorization") === "" ? asks : compares);
}
