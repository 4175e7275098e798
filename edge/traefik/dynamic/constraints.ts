import { compile } from "../rule/expression.ts";
import { parseRule } from "../rule/parse.ts";
import type { Matcher, RuleTree } from "../rule/rule.ts";
import { Unreadable } from "../rule/tokens.ts";

const FUNCTIONS = new Map([
  ["Label", "Label"],
  ["LabelRegex", "LabelRegex"],
]);

/**
 * The filter that decides which containers count
 * (https://doc.traefik.io/traefik/reference/install-configuration/providers/docker/, `constraints`). An empty one keeps all.
 *
 * @throws Unreadable where Traefik refuses it; then no container counts.
 */
export function constraint(expression: string): (labels: ReadonlyMap<string, string>) => boolean {
  if (expression === "") return () => true;
  const tree = parseRule(expression, FUNCTIONS);
  const tests = new Map<Matcher, (labels: ReadonlyMap<string, string>) => boolean>();
  for (const matcher of matchersOf(tree)) tests.set(matcher, testOf(matcher));
  return (labels) => {
    const results: boolean[] = [];
    for (const node of postfix(tree)) {
      if (node.kind === "matcher") results.push((tests.get(node.matcher)?.(labels) ?? false) !== node.matcher.negated);
      else {
        const right = results.pop() as boolean;
        const left = results.pop() as boolean;
        results.push(node.kind === "and" ? left && right : left || right);
      }
    }
    return results[0] as boolean;
  };
}

function testOf({ name, values, at }: Matcher): (labels: ReadonlyMap<string, string>) => boolean {
  const [label, value] = values;
  if (values.length !== 2 || label === undefined || value === undefined)
    throw new Unreadable(`${name} takes the name of a label and its value`, at);
  if (name === "Label") return (labels) => (labels.get(label) ?? "") === value;
  try {
    const expression = compile(value, at);
    return (labels) => expression.test(labels.get(label) ?? "");
  } catch (error) {
    // Traefik lets a pattern that is none match nothing.
    if (error instanceof Unreadable) return () => false;
    throw error;
  }
}

function matchersOf(tree: RuleTree): Matcher[] {
  return postfix(tree).flatMap((node) => (node.kind === "matcher" ? [node.matcher] : []));
}

/** All nodes, each after its own; without a call stack, since the depth is a stranger's. */
function postfix(tree: RuleTree): RuleTree[] {
  const nodes: RuleTree[] = [];
  const work: RuleTree[] = [tree];
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    nodes.push(node);
    if (node.kind !== "matcher") work.push(node.left, node.right);
  }
  return nodes.reverse();
}
