import type { RoutedRequest } from "./request.ts";

/** The two grammars of rules: v3, and the one of Traefik 2 that a v3 still reads on request. */
export type Syntax = "v2" | "v3";

/** One matcher of a rule with its values, for example `Host` with one name. */
export interface Matcher {
  /** As Traefik spells it, whatever the rule's own case: `PathPrefix`. */
  readonly name: string;
  readonly values: readonly string[];
  /** True where it counts when it does not match; `!` over a group is spread over its members. */
  readonly negated: boolean;
  /** Where it begins in the rule, counted from 0 in UTF-16 units. */
  readonly at: number;
}

/** A rule as a tree of matchers; what stood in parentheses is a node of its own. */
export type RuleTree =
  | { readonly kind: "matcher"; readonly matcher: Matcher }
  | { readonly kind: "and" | "or"; readonly left: RuleTree; readonly right: RuleTree };

/** A rule that Traefik accepts. */
export interface Rule {
  readonly text: string;
  readonly syntax: Syntax;
  readonly tree: RuleTree;
  /** All matchers from left to right. */
  readonly matchers: readonly Matcher[];
  /** True where a request with these properties takes the router. */
  matches(request: RoutedRequest): boolean;
}

/** Why Traefik refuses a rule. */
export interface RuleError {
  /** Quotes nothing of the rule but the names of matchers. */
  readonly message: string;
  /** Counted from 0 in UTF-16 units. */
  readonly at: number;
}
