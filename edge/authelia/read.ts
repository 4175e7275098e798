import { readAccessControl } from "./access-rules.ts";
import type { AutheliaConfiguration, Cookie, Problem, Server } from "./configuration.ts";
import { at, isTree, treeOf } from "./tree.ts";

const PORT = 9091;
/** https://www.authelia.com/reference/guides/proxy-authorization/#default-endpoints */
const DEFAULT_ENDPOINTS: readonly (readonly [string, string])[] = [
  ["legacy", "Legacy"],
  ["auth-request", "AuthRequest"],
  ["ext-authz", "ExtAuthz"],
  ["forward-auth", "ForwardAuth"],
];
const IMPLEMENTATIONS = ["ForwardAuth", "ExtAuthz", "AuthRequest", "Legacy"];

/**
 * Reads the configuration of Authelia 4.38 and newer.
 *
 * @param files contents of its configuration files, in the order in which it reads them.
 * @param environment its variables, which win over the files: `AUTHELIA_ACCESS_CONTROL_DEFAULT_POLICY`.
 */
export function readAuthelia(
  files: readonly string[],
  environment: ReadonlyMap<string, string> = new Map(),
): AutheliaConfiguration {
  const problems: Problem[] = [];
  const tree = withVariables(treeOf(files, problems), environment);
  return {
    server: readServer(tree, problems),
    cookies: readCookies(tree, problems),
    accessControl: readAccessControl(tree, problems),
    problems,
  };
}

/** The variables that decide here; lists cannot be given by variables (https://www.authelia.com/configuration/methods/environment/). */
const VARIABLES: readonly (readonly [string, readonly string[]])[] = [
  ["AUTHELIA_ACCESS_CONTROL_DEFAULT_POLICY", ["access_control", "default_policy"]],
  ["AUTHELIA_SERVER_ADDRESS", ["server", "address"]],
  ["AUTHELIA_SERVER_TLS_CERTIFICATE", ["server", "tls", "certificate"]],
  ["AUTHELIA_SERVER_TLS_KEY", ["server", "tls", "key"]],
];

function withVariables(tree: Readonly<Record<string, unknown>>, environment: ReadonlyMap<string, string>) {
  let result: Record<string, unknown> = { ...tree };
  for (const [name, path] of VARIABLES) {
    const value = environment.get(name);
    if (value !== undefined) result = put(result, path, value);
  }
  return result;
}

function put(
  tree: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  value: string,
): Record<string, unknown> {
  const name = key as string;
  const inner = isTree(tree[name]) ? tree[name] : {};
  return { ...tree, [name]: rest.length === 0 ? value : put(inner, rest, value) };
}

function readServer(tree: unknown, problems: Problem[]): Server {
  const server = at(tree, "server");
  const address = at(server, "address");
  const parsed =
    typeof address === "string" ? /^(?:\w+:\/\/)?(?:\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?(\/[^?]*)?/.exec(address) : null;
  if (address !== undefined && (typeof address !== "string" || parsed === null))
    problems.push({ path: "server.address", message: "it is no address such as tcp://:9091", fatal: true });
  const endpoints = at(server, "endpoints", "authz");
  const authorization = new Map<string, string>();
  if (isTree(endpoints) && Object.keys(endpoints).length > 0)
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const implementation = at(endpoint, "implementation");
      if (typeof implementation === "string" && IMPLEMENTATIONS.includes(implementation))
        authorization.set(name, implementation);
      else
        problems.push({
          path: `server.endpoints.authz.${name}.implementation`,
          message: `it is none of ${IMPLEMENTATIONS.join(", ")}`,
          fatal: true,
        });
    }
  else for (const [name, implementation] of DEFAULT_ENDPOINTS) authorization.set(name, implementation);
  return {
    port: parsed?.[1] === undefined ? PORT : Number(parsed[1]),
    basePath: (parsed?.[2] ?? "").replace(/\/+$/, ""),
    tls: at(server, "tls", "key") !== undefined && at(server, "tls", "certificate") !== undefined,
    authorization,
  };
}

function readCookies(tree: unknown, problems: Problem[]): Cookie[] {
  const session = at(tree, "session");
  const listed = at(session, "cookies");
  const cookies: Cookie[] = [];
  const wrong = (path: string, message: string) => problems.push({ path, message, fatal: true });
  if (Array.isArray(listed))
    listed.forEach((item: unknown, index) => {
      const path = `session.cookies[${index}]`;
      const domain = at(item, "domain");
      const portal = at(item, "authelia_url");
      if (typeof domain !== "string" || domain === "") wrong(`${path}.domain`, "it is missing");
      else
        cookies.push(
          checked(
            { domain: domain.toLowerCase(), portal: typeof portal === "string" ? portal : undefined },
            path,
            cookies,
            wrong,
          ),
        );
    });
  else {
    const domain = at(session, "domain");
    const portal = at(tree, "default_redirection_url");
    if (typeof domain === "string" && domain !== "")
      cookies.push({ domain: domain.toLowerCase(), portal: typeof portal === "string" ? portal : undefined });
    else wrong("session.cookies", "it names no domain, so nobody can stay logged in");
  }
  return cookies;
}

/** What Authelia's own validation refuses (validator/session.go), as edge cases of everyday configurations. */
function checked(
  cookie: Cookie,
  path: string,
  before: readonly Cookie[],
  wrong: (path: string, message: string) => void,
): Cookie {
  const { domain, portal } = cookie;
  if (domain.startsWith(".") || domain.startsWith("*."))
    wrong(`${path}.domain`, "it begins with a dot or a wildcard, which Authelia refuses");
  else if (!domain.includes(".") && !/^[\d.:]+$/.test(domain))
    wrong(`${path}.domain`, "it has not a single period, which Authelia refuses");
  const overlaps = before.find((other) => isWithin(domain, other.domain) || isWithin(other.domain, domain));
  if (overlaps !== undefined) wrong(`${path}.domain`, `it shares the same cookie domain scope as ${overlaps.domain}`);
  if (portal === undefined) wrong(`${path}.authelia_url`, "it is missing, so nobody can be sent to the login");
  else {
    const url = URL.canParse(portal) ? new URL(portal) : undefined;
    if (url === undefined || url.protocol !== "https:") wrong(`${path}.authelia_url`, "it is no https URL");
    else if (!isWithin(url.hostname.toLowerCase(), domain))
      wrong(
        `${path}.authelia_url`,
        `it does not lie within the cookie domain ${domain}, so the login cannot be remembered`,
      );
  }
  return cookie;
}

/** Whether a host is the domain or below it. */
export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
