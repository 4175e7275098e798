import type { AddressSet } from "../traefik/rule/addresses.ts";
import type { Expression } from "../traefik/rule/expression.ts";

/** Policies of Authelia, from open to shut. https://www.authelia.com/configuration/security/access-control/#policies */
export const POLICIES = ["bypass", "one_factor", "two_factor", "deny"] as const;
export type Policy = (typeof POLICIES)[number];

/** What Authelia is told, as far as it decides who gets in. */
export interface AutheliaConfiguration {
  readonly server: Server;
  readonly cookies: readonly Cookie[];
  readonly accessControl: AccessControl;
  /** What Authelia refuses to start with, or what cannot be read. */
  readonly problems: readonly Problem[];
}

export interface Server {
  /** Port that it listens on; 9091 by default. */
  readonly port: number;
  /** Path below which it answers, without a slash at the end; empty by default. */
  readonly basePath: string;
  readonly tls: boolean;
  /** Implementation by the name of the endpoint below `/api/authz/`, in the words of Authelia: `ForwardAuth`. */
  readonly authorization: ReadonlyMap<string, string>;
}

/** One domain for which it can remember a login. */
export interface Cookie {
  /** In lower case. */
  readonly domain: string;
  /** Where visitors are sent to log in; undefined where it is not declared. */
  readonly portal: string | undefined;
}

export interface AccessControl {
  readonly defaultPolicy: Policy;
  /** In order; the first that matches decides. */
  readonly rules: readonly AccessRule[];
}

export interface AccessRule {
  /** Counted from 1, as Authelia counts them. */
  readonly position: number;
  readonly policy: Policy;
  /** Domain patterns and expressions; one of them has to match. */
  readonly domains: readonly Domain[];
  /** On path and query; one of them has to match, and none matches everything. */
  readonly resources: readonly Pattern[];
  /** In upper case; none matches every method. */
  readonly methods: readonly string[];
  /** Undefined matches every address. */
  readonly networks: AddressSet | undefined;
  /** Of one inner list all have to match, of the outer list one. */
  readonly subjects: readonly (readonly SubjectPattern[])[];
  readonly query: readonly (readonly QueryPattern[])[];
}

export type Domain =
  | {
      readonly kind: "exact" | "wildcard" | "user" | "group" /** In lower case; with its dot where it is an end. */;
      readonly name: string;
    }
  | {
      readonly kind: "expression";
      readonly expression: Pattern /** Has a group named User or Group. */;
      readonly needsLogin: boolean;
      /** What those groups hold in a host; they have to be the user and one of his groups. */
      readonly named: (host: string) => { readonly user?: string; readonly group?: string };
    };

export interface Pattern {
  readonly source: string;
  readonly expression: Expression;
}

export interface SubjectPattern {
  readonly kind: "user" | "group" | "client";
  readonly name: string;
}

export interface QueryPattern {
  readonly operator: "present" | "absent" | "equal" | "not equal" | "pattern" | "not pattern";
  readonly key: string;
  readonly value: string;
  readonly expression: Expression | undefined;
}

/** Something wrong with the configuration itself; quotes names only. */
export interface Problem {
  /** Path in the file: `access_control.rules[2].policy`. */
  readonly path: string;
  readonly message: string;
  /** True where Authelia refuses to start, false where it runs and something is not read here. */
  readonly fatal: boolean;
}
