import { flag, isOptions, member, type Options, texts } from "../traefik/dynamic/declared.ts";
import { type Act, telling } from "./deed.ts";
import { headerOf, type Passage } from "./passage.ts";

/** Options with which it answers preflight requests itself (pkg/config/dynamic, `HasCorsHeadersDefined`). */
const CORS = [
  "accesscontrolallowheaders",
  "accesscontrolallowmethods",
  "accesscontrolalloworiginlist",
  "accesscontrolalloworiginlistregex",
  "accesscontrolexposeheaders",
];
/** Options with which it may refuse or redirect a visitor; they are old, and what they do is not followed here. */
const ANSWERS = ["sslredirect", "ssltemporaryredirect", "sslforcehost"];

/** `headers`: may change what later middlewares see, answers preflight requests, and lets all others on. */
export function requestHeaders(name: string, options: Options): Act {
  const { on, ends } = telling(name);
  const changes = Object.entries(member(options, "customrequestheaders") ?? {});
  const cors =
    CORS.some((key) => texts(options, key).length > 0) ||
    flag(options, "accesscontrolallowcredentials") ||
    flag(options, "addvaryheader") ||
    (options.accesscontrolmaxage ?? 0n) !== 0n;
  const mayAnswer = ANSWERS.some((key) => flag(options, key)) || texts(options, "allowedhosts").length > 0;
  return (passage) => {
    const { visit } = passage;
    if (mayAnswer) return ends("may refuse or redirect by itself, which nobody follows here", { kind: "unknown" });
    const asks = headerOf(passage, "access-control-request-method") !== "" && headerOf(passage, "origin") !== "";
    if (cors && visit.method === "OPTIONS" && asks)
      return ends("answers the preflight request itself", { kind: "answered", status: 200, by: name });
    return changes.length === 0
      ? on("lets every visitor on")
      : on("changes headers for what comes after it", changed(passage, changes));
  };
}

function changed(passage: Passage, changes: readonly (readonly [string, Options[string]])[]): Passage {
  const headers = new Map(passage.headers);
  let { host } = passage;
  for (const [name, value] of changes) {
    if (typeof value !== "string" || isOptions(value)) continue;
    const key = name.toLowerCase();
    if (value === "") headers.delete(key);
    else if (key === "host") host = value;
    else headers.set(key, [value]);
  }
  return { ...passage, headers, host };
}
