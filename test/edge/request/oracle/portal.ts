import type { IncomingHttpHeaders } from "node:http";
import type { PortalRule } from "./servers.ts";

/** The domain whose logins the portal remembers, and where it sends visitors. */
export const DOMAIN = "example.com";
export const PORTAL = "https://auth.example.com";
/** Groups of everybody who is logged in, by name. */
export const USERS: Readonly<Record<string, { readonly level: 1 | 2; readonly groups: readonly string[] }>> = {
  adam: { level: 1, groups: ["staff"] },
  eve: { level: 2, groups: ["staff", "admins"] },
};

/**
 * Answers as Authelia's forward-auth endpoint does, by its published description
 * (https://www.authelia.com/reference/guides/proxy-authorization/ and
 * https://www.authelia.com/configuration/security/access-control/): 400 for plain http and for hosts under no cookie
 * domain, 200, 403, and for a login 302 (GET, HEAD, OPTIONS), 303 (other methods) or 401 (XHR, or a client that takes
 * no HTML), with the portal in `Location`. The session cookie names the user.
 */
export function answerOf(
  headers: IncomingHttpHeaders,
  rules: readonly PortalRule[],
): { readonly status: number; readonly location?: string } {
  const header = (name: string) => String(headers[name] ?? "");
  const proto = header("x-forwarded-proto");
  const uri = header("x-forwarded-uri");
  const method = header("x-forwarded-method");
  const host = header("x-forwarded-host").replace(/:\d+$/, "").toLowerCase();
  if (proto !== "https" && proto !== "wss") return { status: 400 };
  if (host !== DOMAIN && !host.endsWith(`.${DOMAIN}`)) return { status: 400 };
  const user = USERS[/(?:^|;\s*)session=(\w+)/.exec(header("cookie"))?.[1] ?? ""];
  const [client = ""] = header("x-forwarded-for").split(",");
  const rule = rules.find(
    (one) =>
      (one.domain.startsWith("*.") ? host.endsWith(one.domain.slice(1)) : host === one.domain) &&
      (one.resources.length === 0 || one.resources.some((pattern) => new RegExp(pattern).test(uri))) &&
      (one.methods.length === 0 || one.methods.includes(method.toUpperCase())) &&
      (one.from.length === 0 || one.from.some((start) => client.trim().startsWith(start))) &&
      (one.groups.length === 0 || user === undefined || one.groups.some((group) => user.groups.includes(group))),
  );
  const policy = rule?.policy ?? "deny";
  const level = user?.level ?? 0;
  if (policy === "deny") {
    if (level > 0 || rule === undefined || rule.groups.length === 0) return { status: 403 };
  } else if (level >= { bypass: 0, one_factor: 1, two_factor: 2 }[policy]) return { status: 200 };
  const location = `${PORTAL}/?${new URLSearchParams({ rd: `${proto}://${header("x-forwarded-host")}${uri}`, rm: method })}`;
  const types = header("accept")
    .split(",")
    .map((type) => type.split(";")[0]?.trim());
  const html = headers.accept !== undefined && (types.includes("text/html") || types[0] === "*/*");
  if (header("x-requested-with").toLowerCase() === "xmlhttprequest" || !html) return { status: 401, location };
  return { status: ["GET", "HEAD", "OPTIONS"].includes(method) ? 302 : 303, location };
}

/** The same access control in the words of Authelia's configuration. */
export function configurationOf(rules: readonly PortalRule[]): string {
  return JSON.stringify({
    session: { cookies: [{ domain: DOMAIN, authelia_url: PORTAL }] },
    access_control: {
      default_policy: rules.length === 0 ? "one_factor" : "deny",
      rules: rules.map(({ from, groups, domain, policy, resources, methods }) => ({
        domain,
        policy,
        ...(resources.length === 0 ? {} : { resources }),
        ...(methods.length === 0 ? {} : { methods }),
        ...(from.length === 0 ? {} : { networks: from.map((start) => `${start}0/24`) }),
        ...(groups.length === 0 ? {} : { subject: groups.map((group) => `group:${group}`) }),
      })),
    },
  });
}
