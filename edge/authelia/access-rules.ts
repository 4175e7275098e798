import { RE2JS } from "re2js";
import { addressSet } from "../traefik/rule/addresses.ts";
import { compile } from "../traefik/rule/expression.ts";
import { Unreadable } from "../traefik/rule/tokens.ts";
import {
  type AccessControl,
  type AccessRule,
  type Domain,
  type Pattern,
  POLICIES,
  type Policy,
  type Problem,
  type QueryPattern,
  type SubjectPattern,
} from "./configuration.ts";
import { at, isTree, type Tree, texts } from "./tree.ts";

/** The criteria of a rule: https://www.authelia.com/configuration/security/access-control/#rules */
const CRITERIA = ["domain", "domain_regex", "policy", "subject", "methods", "networks", "resources", "query"];
/** Users write dozens. */
const MOST_RULES = 10_000;
const OPERATORS = ["present", "absent", "equal", "not equal", "pattern", "not pattern"] as const;
/** Named groups that Authelia compares with the user: access_control_domain.go, IdentitySubexpNames. */
const IDENTITY = /\(\?P?<(?:user|group)>/i;

/** A rule that cannot be read; it is told, and Authelia does not start with it. */
class Wrong extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Reads `access_control`. What is wrong with it is added to the problems; the rest is read all the same. */
export function readAccessControl(tree: unknown, problems: Problem[]): AccessControl {
  const section = at(tree, "access_control");
  const networks = networkGroups(tree, problems);
  const listed = at(section, "rules") ?? [];
  const rules: AccessRule[] = [];
  const wrong = (path: string, message: string) => problems.push({ path, message, fatal: true });
  if (!Array.isArray(listed) || listed.length > MOST_RULES) wrong("access_control.rules", "it is no list of rules");
  else
    listed.forEach((item: unknown, index) => {
      const path = `access_control.rules[${index}]`;
      try {
        rules.push(readRule(item, index + 1, path, networks));
      } catch (error) {
        if (error instanceof Wrong) wrong(error.path, error.message);
        else if (error instanceof Unreadable) wrong(path, error.message);
        else throw error;
      }
    });
  const declared = at(section, "default_policy") ?? "deny";
  const defaultPolicy = POLICIES.find((policy) => policy === declared);
  if (defaultPolicy === undefined) wrong("access_control.default_policy", `it is none of ${POLICIES.join(", ")}`);
  else if (rules.length === 0 && problems.length === 0 && (defaultPolicy === "deny" || defaultPolicy === "bypass"))
    wrong(
      "access_control.default_policy",
      `without any rule it has to be one_factor or two_factor, and it is ${defaultPolicy}`,
    );
  return { defaultPolicy: defaultPolicy ?? "deny", rules };
}

function readRule(
  item: unknown,
  position: number,
  path: string,
  groups: ReadonlyMap<string, readonly string[]>,
): AccessRule {
  if (!isTree(item)) throw new Wrong(path, "it is no map of criteria");
  for (const key of Object.keys(item))
    if (!CRITERIA.includes(key)) throw new Wrong(path, "it has a criterion that does not exist");
  const policy = POLICIES.find((name) => name === item.policy);
  if (policy === undefined) throw new Wrong(`${path}.policy`, `it is none of ${POLICIES.join(", ")}`);
  const domains = [
    ...list(item, "domain", path).map(domainOf),
    ...patterns(item, "domain_regex", path).map(domainExpression),
  ];
  if (domains.length === 0) throw new Wrong(path, "it has neither domain nor domain_regex");
  const subjects = subjectsOf(item.subject, `${path}.subject`);
  if (policy === "bypass" && (subjects.length > 0 || domains.some(needsLogin)))
    throw new Wrong(`${path}.policy`, "bypass does not go with a criterion that needs a login");
  const networks = list(item, "networks", path).flatMap((name) => groups.get(name) ?? [name]);
  return {
    position,
    policy: policy as Policy,
    domains,
    subjects,
    resources: patterns(item, "resources", path),
    methods: list(item, "methods", path).map((method) => method.toUpperCase()),
    networks: networks.length === 0 ? undefined : addressSet(networks),
    query: queryOf(item.query, `${path}.query`),
  };
}

/** Named networks, under `definitions.network` since 4.39 and under `access_control.networks` before. */
function networkGroups(tree: unknown, problems: Problem[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  const old = at(tree, "access_control", "networks");
  const add = (name: unknown, ranges: unknown, path: string) => {
    const networks = texts(ranges);
    if (typeof name !== "string" || networks === undefined)
      problems.push({ path, message: "it is no named list of networks", fatal: true });
    else groups.set(name, networks);
  };
  if (Array.isArray(old))
    old.forEach((group: unknown, index) => {
      add(at(group, "name"), at(group, "networks"), `access_control.networks[${index}]`);
    });
  const definitions = at(tree, "definitions", "network");
  if (isTree(definitions))
    for (const [name, ranges] of Object.entries(definitions)) add(name, ranges, "definitions.network");
  return groups;
}

function list(item: Tree, key: string, path: string): readonly string[] {
  const found = texts(item[key]);
  if (found === undefined) throw new Wrong(`${path}.${key}`, "it is neither a text nor a list of texts");
  return found;
}

function patterns(item: Tree, key: string, path: string): Pattern[] {
  return list(item, key, path).map((source, index) => {
    try {
      return { source, expression: compile(source) };
    } catch (error) {
      if (error instanceof Unreadable) throw new Wrong(`${path}.${key}[${index}]`, error.message);
      throw error;
    }
  });
}

function domainOf(text: string): Domain {
  const name = text.toLowerCase();
  if (name.startsWith("*.")) return { kind: "wildcard", name: name.slice(1) };
  if (name.startsWith("{user}.")) return { kind: "user", name: name.slice(6) };
  if (name.startsWith("{group}.")) return { kind: "group", name: name.slice(7) };
  return { kind: "exact", name };
}

function domainExpression(expression: Pattern): Domain {
  const needsLogin = IDENTITY.test(expression.source);
  return { kind: "expression", expression, needsLogin, named: needsLogin ? groupsOf(expression.source) : () => ({}) };
}

/** What the groups named User and Group hold in a host. */
function groupsOf(source: string): (host: string) => { readonly user?: string; readonly group?: string } {
  const compiled = RE2JS.compile(source);
  const names = Object.keys(compiled.namedGroups());
  return (host) => {
    const matcher = compiled.matcher(host);
    if (!matcher.find()) return {};
    const held = (wanted: string) => {
      const name = names.find((one) => one.toLowerCase() === wanted);
      return name === undefined ? undefined : (matcher.group(name) ?? "");
    };
    const user = held("user");
    const group = held("group");
    return { ...(user === undefined ? {} : { user }), ...(group === undefined ? {} : { group }) };
  };
}

/** Whether a pattern of the domain compares with the name or the groups of a user. */
export function needsLogin(domain: Domain): boolean {
  return domain.kind === "expression" ? domain.needsLogin : domain.kind === "user" || domain.kind === "group";
}

/** A text, a list of texts of which one has to match, or a list of lists of which each is a conjunction. */
function subjectsOf(value: unknown, path: string): SubjectPattern[][] {
  if (value === undefined || value === null) return [];
  const outer = Array.isArray(value) ? value : [value];
  return outer.map((inner: unknown) => {
    const names = texts(inner);
    if (names === undefined || names.length === 0)
      throw new Wrong(path, "it is no list of user:, group: or oauth2:client: names");
    return names.map((name) => {
      const [, kind, rest] = /^(user|group|oauth2:client):(.+)$/s.exec(name) ?? [];
      if (kind === undefined || rest === undefined)
        throw new Wrong(path, "a subject begins with none of user:, group: and oauth2:client:");
      return { kind: kind === "oauth2:client" ? ("client" as const) : (kind as "user" | "group"), name: rest };
    });
  });
}

/** A list of lists: of an inner one all have to match, of the outer one any. A flat list is one conjunction. */
function queryOf(value: unknown, path: string): QueryPattern[][] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Wrong(path, "it is no list of lists");
  const outer: unknown[][] = value.every((inner) => Array.isArray(inner)) ? value : [value];
  return outer.map((inner) => inner.map((item) => queryPattern(item, path)));
}

function queryPattern(item: unknown, path: string): QueryPattern {
  if (!isTree(item) || typeof item.key !== "string" || item.key === "") throw new Wrong(path, "a criterion has no key");
  const value = item.value === undefined || item.value === null ? undefined : String(item.value);
  const named = item.operator ?? (value === undefined ? "present" : "equal");
  const operator = OPERATORS.find((name) => name === named);
  if (operator === undefined) throw new Wrong(path, `an operator is none of ${OPERATORS.join(", ")}`);
  if (value === undefined && operator !== "present" && operator !== "absent")
    throw new Wrong(path, "an operator that compares has no value");
  const isPattern = operator === "pattern" || operator === "not pattern";
  return { operator, key: item.key, value: value ?? "", expression: isPattern ? compile(value ?? "") : undefined };
}
