/** A run of lines that was replaced; positions count from 0. */
export interface Hunk {
  readonly at: number;
  readonly removed: readonly string[];
  readonly nowAt: number;
  readonly added: readonly string[];
}

/** More differing lines than a person reads, and than the comparison should spend time on. */
const MOST_DIFFERENT = 2_000;

/**
 * The lines that differ, by the greedy algorithm of E. Myers, "An O(ND) Difference Algorithm and Its
 * Variations" (1986). What differs in more lines is one hunk.
 */
export function hunks(before: string, after: string): Hunk[] {
  const [a, b] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length === 0 && right.length === 0) return [];
  const path = shortest(left, right);
  if (path === undefined) return [{ at: start, removed: left, nowAt: start, added: right }];
  return grouped(path, left, right).map((hunk) => ({ ...hunk, at: hunk.at + start, nowAt: hunk.nowAt + start }));
}

type Step = readonly [x: number, y: number];

/** The points of the shortest edit path, from the start; undefined where it is too long. */
function shortest(a: readonly string[], b: readonly string[]): Step[] | undefined {
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let depth = 0; depth <= MOST_DIFFERENT; depth++) {
    trace.push(new Map(furthest));
    for (let k = -depth; k <= depth; k += 2) {
      const down = k === -depth || (k !== depth && (furthest.get(k - 1) ?? 0) < (furthest.get(k + 1) ?? 0));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest = furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

function walkBack(trace: readonly Map<number, number>[], x: number, y: number): Step[] {
  const steps: Step[] = [[x, y]];
  for (let depth = trace.length - 1; depth > 0; depth--) {
    const furthest = trace[depth] as Map<number, number>;
    const k = x - y;
    const down = k === -depth || (k !== depth && (furthest.get(k - 1) ?? 0) < (furthest.get(k + 1) ?? 0));
    const from = down ? k + 1 : k - 1;
    const px = furthest.get(from) ?? 0;
    const py = px - from;
    const [mx, my] = down ? [px, py + 1] : [px + 1, py];
    if (mx !== x || my !== y) steps.push([mx, my]);
    steps.push([px, py]);
    [x, y] = [px, py];
  }
  if (x > 0 || y > 0) steps.push([0, 0]);
  return steps.reverse();
}

function grouped(path: readonly Step[], a: readonly string[], b: readonly string[]): Hunk[] {
  const found: { at: number; removed: string[]; nowAt: number; added: string[] }[] = [];
  let open = false;
  path.slice(1).forEach(([x, y], index) => {
    const [px, py] = path[index] as Step;
    const isSame = x - px === y - py;
    if (isSame) {
      open = open && x === px;
      return;
    }
    if (!open) found.push({ at: px, removed: [], nowAt: py, added: [] });
    open = true;
    const hunk = found.at(-1);
    if (x > px) hunk?.removed.push(a[px] as string);
    else hunk?.added.push(b[py] as string);
  });
  return found;
}

/**
 * The hunks as a unified diff without lines around them, because those may hold what nobody is to see.
 *
 * @param show what of a line is shown.
 */
export function unified(file: string, found: readonly Hunk[], show: (line: string) => string): string {
  const range = (at: number, count: number) => `${count === 0 ? at : at + 1}${count === 1 ? "" : `,${count}`}`;
  return [
    `--- ${file}`,
    `+++ ${file}`,
    ...found.flatMap(({ at, removed, nowAt, added }) => [
      `@@ -${range(at, removed.length)} +${range(nowAt, added.length)} @@`,
      ...removed.map((line) => `-${show(line)}`),
      // Lines that replace none hold nothing but what the cure puts there.
      ...added.map((line) => `+${removed.length === 0 ? line : show(line)}`),
    ]),
    "",
  ].join("\n");
}
