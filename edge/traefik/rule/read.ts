import { type Facts, factsOf } from "./facts.ts";
import { MATCHERS_V2 } from "./matchers-v2.ts";
import { type Build, MATCHERS_V3 } from "./matchers-v3.ts";
import { parseRule } from "./parse.ts";
import type { Matcher, Rule, RuleError, RuleTree, Syntax } from "./rule.ts";
import { Unreadable } from "./tokens.ts";

const GRAMMARS = {
  v2: { matchers: MATCHERS_V2, spelling: spellings(MATCHERS_V2) },
  v3: { matchers: MATCHERS_V3, spelling: spellings(MATCHERS_V3) },
};

/** Go's functions are found by their exact spelling, and Traefik knows four of each name (pkg/rules). */
function spellings(matchers: Readonly<Record<string, Build>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(matchers)) {
    const small = name.toLowerCase();
    const title = (small[0] as string).toUpperCase() + small.slice(1);
    for (const spelling of [name, small, name.toUpperCase(), title]) names.set(spelling, name);
  }
  return names;
}

/** Every spelling of every matcher of both grammars. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map([...GRAMMARS.v2.spelling, ...GRAMMARS.v3.spelling]);

/** Reads a rule as Traefik does; the error is what would switch the router off. Never throws. */
export function readRule(text: string, syntax: Syntax): Rule | { readonly error: RuleError } {
  const grammar = GRAMMARS[syntax];
  try {
    const tree = parseRule(text, grammar.spelling);
    const { matchers, matches } = compileTree(tree, grammar.matchers);
    return {
      text,
      syntax,
      tree,
      matchers,
      matches(request) {
        const facts = factsOf(request);
        return facts !== undefined && matches(facts);
      },
    };
  } catch (error) {
    if (error instanceof Unreadable) return { error: { message: error.message, at: error.at } };
    throw error;
  }
}

/** Length of a rule in bytes: its priority where none is declared. */
export function rulePriority(rule: string): bigint {
  return BigInt(Buffer.byteLength(rule, "utf8"));
}

const YES = -1;
const NO = -2;

/** One test with the step that follows it; needs no call stack to be run, however deep the rule is. */
interface Step {
  readonly test: (facts: Facts) => boolean;
  readonly yes: number;
  readonly no: number;
}

function compileTree(tree: RuleTree, builders: Readonly<Record<string, Build>>) {
  const matchers: Matcher[] = [];
  const steps: Step[] = [];
  // What follows a node must be known before it is built, so the right side comes first; the results of
  // right sides wait on a stack until their left sides are built.
  type Work =
    | { readonly kind: "build"; readonly node: RuleTree; readonly yes: number; readonly no: number }
    | {
        readonly kind: "left";
        readonly node: RuleTree & { kind: "and" | "or" };
        readonly yes: number;
        readonly no: number;
      };
  const work: Work[] = [{ kind: "build", node: tree, yes: YES, no: NO }];
  let entry = YES;
  while (work.length > 0) {
    const { kind, node, yes, no } = work.pop() as Work;
    if (kind === "left") {
      const left = node.kind === "and" ? { yes: entry, no } : { yes, no: entry };
      work.push({ kind: "build", node: node.left, ...left });
    } else if (node.kind === "matcher") {
      const { matcher } = node;
      const test = build(matcher, builders);
      matchers.push(matcher);
      steps.push(matcher.negated ? { test, yes: no, no: yes } : { test, yes, no });
      entry = steps.length - 1;
    } else {
      work.push({ kind: "left", node, yes, no }, { kind: "build", node: node.right, yes, no });
    }
  }
  const start = entry;
  return {
    matchers: matchers.reverse(),
    matches(facts: Facts): boolean {
      let at = start;
      while (at >= 0) {
        const step = steps[at] as Step;
        at = step.test(facts) ? step.yes : step.no;
      }
      return at === YES;
    },
  };
}

function build(matcher: Matcher, builders: Readonly<Record<string, Build>>): (facts: Facts) => boolean {
  const { name, values, at } = matcher;
  if (values.length === 0) throw new Unreadable(`no args for matcher ${name}`, at);
  if (values.includes("")) throw new Unreadable(`empty args for matcher ${name}`, at);
  return (builders[name] as Build)(values, at);
}
