import type { RuleTree } from "../traefik/rule/rule.ts";
import type { Router } from "../traefik/runtime.ts";

/** Rules that are deeper than this are not looked through for names; they stay candidates for every name. */
const DEEPEST = 100;

/** The routers of one entry point, the first that takes a request wins; found by name where their rules ask for one. */
export class RoutingTable {
  readonly #anyName: readonly Router[];
  readonly #byName = new Map<string, readonly Router[]>();

  /** @param routers in no order; those that are disabled are left out. */
  constructor(routers: readonly Router[]) {
    const sorted = routers.filter(({ status }) => status !== "disabled").sort(byPriority);
    const named = new Map<string, Router[]>();
    const anyName: Router[] = [];
    for (const router of sorted) {
      const names = router.parsed === undefined ? undefined : namesOf(router.parsed.tree, 0);
      if (names === undefined) anyName.push(router);
      else
        for (const name of names) {
          const same = named.get(name);
          if (same === undefined) named.set(name, [router]);
          else same.push(router);
        }
    }
    this.#anyName = anyName;
    for (const [name, own] of named) this.#byName.set(name, [...own, ...anyName].sort(byPriority));
  }

  /** Routers that may take requests for a name, by falling priority. */
  candidates(name: string): readonly Router[] {
    return this.#byName.get(bare(name)) ?? this.#anyName;
  }
}

function byPriority(a: Router, b: Router): number {
  return a.priority === b.priority ? (a.name < b.name ? -1 : 1) : a.priority > b.priority ? -1 : 1;
}

/** Names of which a request must have one; undefined where it may have any. */
function namesOf(tree: RuleTree, depth: number): ReadonlySet<string> | undefined {
  if (depth > DEEPEST) return undefined;
  if (tree.kind === "matcher") {
    const { name, values, negated } = tree.matcher;
    return (name === "Host" || name === "HostHeader") && !negated ? new Set(values.map(bare)) : undefined;
  }
  const left = namesOf(tree.left, depth + 1);
  const right = namesOf(tree.right, depth + 1);
  if (tree.kind === "and") return left ?? right;
  return left === undefined || right === undefined ? undefined : new Set([...left, ...right]);
}

/** As Traefik compares names: in lower case, without the dot at the end. */
function bare(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
