/** Words of PromQL that stand without a bracket behind them and name no metric. https://prometheus.io/docs/prometheus/latest/querying/operators/ */
const WORDS = new Set(
  "by without on ignoring group_left group_right bool offset and or unless atan2 inf nan start end sum min max avg group stddev stdvar count count_values bottomk topk quantile limitk limit_ratio".split(
    " ",
  ),
);

/**
 * Names of the metrics that an expression reads. What it expects to be absent is not among them.
 *
 * @returns undefined where it cannot be read: a selector without a plain name, or brackets that do not match.
 */
export function metricsOf(expression: string): string[] | undefined {
  const named: string[] = [];
  const bare = expression
    .replace(
      /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g,
      (text) => `"${/^.[a-zA-Z_:][\w:]*.$/.test(text) ? text.slice(1, -1) : ""}"`,
    )
    .replace(/#[^\n]*/g, " ")
    .replace(/\{[^{}]*\}/g, (labels) => {
      const [, name] = /__name__\s*=\s*"([a-zA-Z_:][\w:]*)"/.exec(labels) ?? [];
      if (name !== undefined) named.push(name);
      return /__name__\s*(?:=~|!)/.test(labels) ? "{}" : " ";
    })
    .replace(/"[^"]*"/g, " ")
    .replace(/\[[^[\]]*\]/g, " ")
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/gi, " ");
  if (/[{}[\]"]/.test(bare)) return undefined;
  const text = withoutAbsent(bare);
  if (text === undefined) return undefined;
  for (const match of text.matchAll(/(?<![\w:.])([a-zA-Z_:][\w:]*)(\s*\()?/g)) {
    const [, name = "", call] = match;
    if (call === undefined && !WORDS.has(name.toLowerCase())) named.push(name);
  }
  return [...new Set(named)].sort();
}

/** Undefined where brackets do not match. */
function withoutAbsent(text: string): string | undefined {
  let kept = "";
  let depth = 0;
  let skipFrom: number | undefined;
  for (let at = 0; at < text.length; at++) {
    const absent = skipFrom === undefined ? /^absent(?:_over_time)?\s*(?=\()/.exec(text.slice(at, at + 60)) : null;
    if (absent !== null && !/[\w:]/.test(text[at - 1] ?? "")) {
      skipFrom = depth;
      at += absent[0].length - 1;
      continue;
    }
    const sign = text[at];
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (depth < 0) return undefined;
    if (skipFrom === undefined) kept += sign;
    else if (sign === ")" && depth === skipFrom) skipFrom = undefined;
  }
  return depth === 0 ? kept : undefined;
}
