import type { Matcher, RuleTree } from "./rule.ts";
import { type Token, tokenize, Unreadable } from "./tokens.ts";

/** Longer rules are written by no person; Traefik would read them and nobody could check them. */
const LONGEST = 1_000_000;

/** What stands on the stack of operators: an open group with the negations before it, or an operator. */
type Pending =
  | { readonly kind: "group"; readonly negated: boolean; readonly at: number }
  | { readonly kind: "and" | "or" };

/**
 * Reads a rule into a tree. `spelling` maps every accepted spelling of a matcher to its name.
 * `&&` binds closer than `||`, both to the left; `!` over a group is spread over its members, as Traefik does.
 * Needs no call stack, so that no depth of parentheses exhausts one.
 *
 * @throws Unreadable where Go's grammar or Traefik's matchers refuse it.
 */
export function parseRule(rule: string, spelling: ReadonlyMap<string, string>): RuleTree {
  if (rule.length > LONGEST) throw new Unreadable(`the rule is longer than ${LONGEST} characters`, LONGEST);
  const tokens = tokenize(rule);
  const operands: RuleTree[] = [];
  const pending: Pending[] = [];
  let index = 0;
  let negated = false;
  // Negations of all open groups together: a matcher inside an odd number of them counts when it does not match.
  let flipped = false;
  const next = (): Token => tokens[index++] as Token;
  const reduce = () => {
    const { kind } = pending.pop() as { kind: "and" | "or" };
    const right = operands.pop() as RuleTree;
    const left = operands.pop() as RuleTree;
    // Inside a negated group De Morgan turns the operator round.
    operands.push({ kind: flipped ? (kind === "and" ? "or" : "and") : kind, left, right });
  };
  const top = () => pending.at(-1)?.kind;

  while (true) {
    // An operand is due.
    const token = next();
    if (token.kind === "!") {
      negated = !negated;
      continue;
    }
    if (token.kind === "(") {
      pending.push({ kind: "group", negated, at: token.at });
      flipped = flipped !== negated;
      negated = false;
      continue;
    }
    if (token.kind === "text") throw new Unreadable("a text stands where a matcher is due", token.at);
    if (token.kind !== "name") throw new Unreadable("expected operand", token.at);
    const values = callValues(tokens, index);
    index = values.next;
    const name = spelling.get(token.value);
    if (name === undefined) throw new Unreadable("unsupported function", token.at);
    const matcher: Matcher = { name, values: values.values, negated: flipped !== negated, at: token.at };
    operands.push({ kind: "matcher", matcher });
    negated = false;

    // An operator, a closing parenthesis or the end is due.
    while (true) {
      const after = next();
      if (after.kind === ")") {
        while (top() === "and" || top() === "or") reduce();
        const group = pending.pop();
        if (group?.kind !== "group") throw new Unreadable("unbalanced parenthesis", after.at);
        flipped = flipped !== group.negated;
        continue;
      }
      if (after.kind === "&&" || after.kind === "||") {
        while (top() === "and" || (after.kind === "||" && top() === "or")) reduce();
        pending.push({ kind: after.kind === "&&" ? "and" : "or" });
        break;
      }
      if (after.kind === "newline" && tokens[index]?.kind === "end") continue;
      if (after.kind !== "end") throw new Unreadable("expected && or ||", after.at);
      while (top() === "and" || top() === "or") reduce();
      const open = pending.pop();
      if (open?.kind === "group") throw new Unreadable("unbalanced parenthesis", open.at);
      return operands[0] as RuleTree;
    }
  }
}

/** The values between the parentheses of a call; a last comma is allowed, and so are Go's three dots. */
function callValues(tokens: readonly Token[], start: number): { readonly values: string[]; readonly next: number } {
  let at = start;
  const open = tokens[at++] as Token;
  if (open.kind !== "(") throw new Unreadable("a matcher needs its values in parentheses", open.at);
  const values: string[] = [];
  let last = false;
  while (!last && tokens[at]?.kind !== ")") {
    const value = tokens[at++] as Token;
    if (value.kind !== "text") throw new Unreadable("a value is a text in backticks or double quotes", value.at);
    values.push(value.value);
    if (tokens[at]?.kind === "...") {
      at++;
      last = true;
    }
    const after = tokens[at] as Token;
    if (after.kind === ",") at++;
    else if (after.kind !== ")") throw new Unreadable("missing ',' in argument list", after.at);
  }
  const close = tokens[at] as Token;
  if (close.kind !== ")") throw new Unreadable("missing ')' after the values", close.at);
  return { values, next: at + 1 };
}
