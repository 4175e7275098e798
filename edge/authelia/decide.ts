import { needsLogin } from "./access-rules.ts";
import type {
  AccessControl,
  AccessRule,
  AutheliaConfiguration,
  Domain,
  Policy,
  QueryPattern,
  SubjectPattern,
} from "./configuration.ts";
import { isWithin } from "./read.ts";

/** The request that a proxy asks about. */
export interface Target {
  readonly method: string;
  /** `https`, `http`, `wss`. */
  readonly scheme: string;
  /** Without port. */
  readonly host: string;
  /** Path with query, as sent. */
  readonly path: string;
  /** Address that Authelia takes for the client's. */
  readonly client: string;
  /** Undefined where the header is not sent. */
  readonly accept: string | undefined;
  readonly isXhr: boolean;
}

/** Who asks; level 0 is nobody. */
export interface Visitor {
  readonly level: 0 | 1 | 2;
  readonly user: string;
  readonly groups: readonly string[];
}

export const ANONYMOUS: Visitor = { level: 0, user: "", groups: [] };

/** Which rule decides; undefined where the default policy does. */
export interface Deciding {
  readonly rule: AccessRule | undefined;
  readonly policy: Policy;
  /** True where the rule might match another user, so that an anonymous visitor is asked who he is. */
  readonly needsLogin: boolean;
}

/** What Authelia answers to the proxy. */
export interface Answer {
  readonly status: 200 | 302 | 303 | 400 | 401 | 403;
  /** Where the visitor is sent to; undefined where he is not. */
  readonly portal: string | undefined;
  readonly deciding: Deciding | undefined;
  readonly because: "allowed" | "login" | "denied" | "insecure-scheme" | "no-cookie-domain";
}

/**
 * What the forward-auth endpoint answers (handler_authz.go and handler_authz_impl_forwardauth.go of
 * authelia/authelia 4.39): scheme and cookie domain are looked at before any rule.
 */
export function forwardAuth(
  { cookies, accessControl }: AutheliaConfiguration,
  target: Target,
  visitor: Visitor,
): Answer {
  const refused = (because: Answer["because"]): Answer => ({
    status: 400,
    portal: undefined,
    deciding: undefined,
    because,
  });
  if (target.scheme !== "https" && target.scheme !== "wss") return refused("insecure-scheme");
  const host = target.host.toLowerCase();
  const cookie = cookies.find(({ domain }) => isWithin(host, domain));
  if (cookie === undefined) return refused("no-cookie-domain");
  const deciding = decide(accessControl, target, visitor);
  const { policy } = deciding;
  const required = { bypass: 0, one_factor: 1, two_factor: 2, deny: undefined }[policy];
  if (required !== undefined && visitor.level >= required)
    return { status: 200, portal: undefined, deciding, because: "allowed" };
  if (required === undefined && (visitor.level > 0 || !deciding.needsLogin))
    return { status: 403, portal: undefined, deciding, because: "denied" };
  const method = target.method.toUpperCase();
  const status =
    target.isXhr || !accepts(target.accept) ? 401 : ["GET", "HEAD", "OPTIONS"].includes(method) ? 302 : 303;
  return { status, portal: cookie.portal, deciding, because: "login" };
}

/** The first rule that matches, otherwise the default policy (authorizer.go, GetRequiredLevel). */
export function decide({ rules, defaultPolicy }: AccessControl, target: Target, visitor: Visitor): Deciding {
  for (const rule of rules)
    if (matches(rule, target, visitor))
      return { rule, policy: rule.policy, needsLogin: rule.subjects.length > 0 || rule.domains.some(needsLogin) };
  return { rule: undefined, policy: defaultPolicy, needsLogin: false };
}

function matches(rule: AccessRule, target: Target, visitor: Visitor): boolean {
  const host = target.host.toLowerCase();
  return (
    rule.domains.some((domain) => matchesDomain(domain, host, visitor)) &&
    (rule.resources.length === 0 || rule.resources.some(({ expression }) => expression.test(target.path))) &&
    (rule.query.length === 0 || matchesQuery(rule.query, target.path)) &&
    (rule.methods.length === 0 || rule.methods.includes(target.method.toUpperCase())) &&
    (rule.networks === undefined || rule.networks.contains(target.client)) &&
    // Nobody knows yet who an anonymous visitor is, so he may be anyone (access_control_rule.go, MatchesSubjects).
    (rule.subjects.length === 0 ||
      visitor.level === 0 ||
      rule.subjects.some((all) => all.every((one) => isSubject(one, visitor))))
  );
}

function matchesDomain(domain: Domain, host: string, visitor: Visitor): boolean {
  switch (domain.kind) {
    case "exact":
      return host === domain.name;
    case "wildcard":
      return host.endsWith(domain.name);
    case "user":
      return visitor.level === 0 ? host.endsWith(domain.name) : host === `${visitor.user.toLowerCase()}${domain.name}`;
    case "group":
      return visitor.level === 0
        ? host.endsWith(domain.name)
        : visitor.groups.some((group) => host === `${group.toLowerCase()}${domain.name}`);
    case "expression":
      return domain.expression.expression.test(host) && (visitor.level === 0 || isNamed(domain.named(host), visitor));
  }
}

function isNamed({ user, group }: { readonly user?: string; readonly group?: string }, visitor: Visitor): boolean {
  return (
    (user === undefined || user.toLowerCase() === visitor.user.toLowerCase()) &&
    (group === undefined || visitor.groups.some((name) => name.toLowerCase() === group.toLowerCase()))
  );
}

function isSubject({ kind, name }: SubjectPattern, { user, groups }: Visitor): boolean {
  if (kind === "user") return user === name;
  return kind === "group" && groups.includes(name);
}

function matchesQuery(any: readonly (readonly QueryPattern[])[], path: string): boolean {
  const at = path.indexOf("?");
  const query = new URLSearchParams(at === -1 ? "" : path.slice(at + 1));
  return any.some((all) => all.every((one) => matchesOne(one, query)));
}

function matchesOne({ operator, key, value, expression }: QueryPattern, query: URLSearchParams): boolean {
  const values = query.getAll(key);
  switch (operator) {
    case "present":
      return values.length > 0;
    case "absent":
      return values.length === 0;
    case "equal":
      return values[0] === value;
    case "not equal":
      return values[0] !== value;
    case "pattern":
      return values.length > 0 && expression?.test(values[0] as string) === true;
    case "not pattern":
      return expression?.test(values[0] ?? "") !== true;
  }
}

/** `text/html` is accepted where it is listed, or where the wildcard comes first (AcceptsMIME in authelia_ctx.go). */
function accepts(header: string | undefined): boolean {
  if (header === undefined) return false;
  return header.split(",").some((part, index) => {
    const type = (part.split(";")[0] ?? "").trim();
    return type === "text/html" || (index === 0 && type === "*/*");
  });
}
