/** One sample of the text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const VALUE = /[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|NaN/iy;
const TYPES = ["counter", "gauge", "histogram", "summary", "untyped"];

/**
 * Reads the text format, version 0.0.4, as strictly as its description
 * (https://prometheus.io/docs/instrumenting/exposition_formats/): lines end in a line feed, one TYPE and one
 * HELP at most for a name and before its samples, samples of one name together, three escapes in values of
 * labels, and no two samples with the same name and labels.
 *
 * @throws Error naming the line.
 */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const samples: Sample[] = [];
  const series = new Set<string>();
  const done = new Set<string>();
  const told = new Set<string>();
  let current = "";
  for (const [index, line] of text.slice(0, -1).split("\n").entries()) {
    const wrong = (what: string) => new Error(`line ${index + 1}: ${what}`);
    if (line === "") continue;
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (comment !== null) {
      const [, kind = "", name = "", rest = ""] = comment;
      if (told.has(`${kind} ${name}`)) throw wrong(`a second ${kind}`);
      told.add(`${kind} ${name}`);
      if (done.has(name) || (kind === "TYPE" && name === current && samples.some((one) => one.name === name)))
        throw wrong(`${kind} comes after samples`);
      if (kind === "TYPE" && !TYPES.includes(rest)) throw wrong("no such type");
      if (kind === "HELP" && /\\(?![\\n])/.test(rest)) throw wrong("no such escape");
      continue;
    }
    if (line.startsWith("#")) continue;
    const sample = parseSample(line, wrong);
    if (sample.name !== current) {
      if (done.has(sample.name)) throw wrong("samples of one name stand apart");
      if (current !== "") done.add(current);
      current = sample.name;
    }
    const id = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (series.has(id)) throw wrong("the same series twice");
    series.add(id);
    samples.push(sample);
  }
  return samples;
}

function parseSample(line: string, wrong: (what: string) => Error): Sample {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(line)?.[0];
    if (found === undefined) throw wrong(`unexpected sign in column ${at + 1}`);
    at += found.length;
    return found;
  };
  const name = take(NAME);
  const labels: Record<string, string> = {};
  if (line[at] === "{") {
    at += 1;
    while (line[at] !== "}") {
      const label = take(LABEL);
      if (Object.hasOwn(labels, label)) throw wrong("the same label twice");
      take(/="/y);
      labels[label] = unescaped(take(/(?:[^"\\\n]|\\[\\"n])*/y));
      take(/"/y);
      if (line[at] === ",") at += 1;
      else if (line[at] !== "}") throw wrong(`unexpected sign in column ${at + 1}`);
    }
    at += 1;
  }
  take(/[ \t]+/y);
  const value = take(VALUE);
  if (at !== line.length) throw wrong("something follows the value");
  return { name, labels, value: Number(value.replace("Inf", "Infinity")) };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (sign === "n" ? "\n" : sign));
}
