import test from "ava";
import fc from "fast-check";
import { isInspectDocument } from "../../../model/from-docker/documents.ts";
import { readInspect } from "../../../model/from-docker/read-inspect.ts";
import { isStateDocument, readState } from "../../../model/from-state/read-state.ts";
import { defaultContext } from "../../../policies/context.ts";
import { INTERNAL_ERROR, judge } from "../../../policies/judge/judge.ts";
import { RULES } from "../../../policies/rules/index.ts";
import { container } from "../../policies/support/as-inspect.ts";
import { RICH } from "../../readers/support/arguments.ts";

const { uploads: _uploads, envs: _envs, ...args } = RICH;
const BODY = container({ name: "app", ...args, envs: ["TOKEN=geheim-42"] });
const MARK = "geheim-42";

/** Every path to a value of the inspection. */
function paths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  return [[...path], ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

function replaced(value: unknown, [first, ...rest]: readonly string[], by: unknown): unknown {
  if (first === undefined) return by;
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...(value as object) };
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}

const ODD = [null, true, -1, 1e308, "", MARK, [], {}, [[]], { odd: MARK }, [MARK, 3, null]];

test("an inspection in which any value is replaced by another type is read without an exception, and no rule breaks", (t) => {
  for (const [index, path] of paths(BODY).entries())
    for (const odd of ODD.filter((_, position) => (position + index) % 3 === 0)) {
      const text = JSON.stringify([replaced(BODY, path, odd)]);
      const { stack } = readInspect({ stack: "x", document: JSON.parse(text), source: { file: "f.json", text } });
      const verdicts = judge(stack, RULES, defaultContext());
      t.false(
        verdicts.some(({ rule }) => rule === INTERNAL_ERROR),
        `${path.join(".")} is ${JSON.stringify(odd)}`,
      );
      for (const { message } of stack.problems) t.false(message.includes(MARK), message);
    }
});

test("a value of the wrong type is a problem with its place, and what reads it is unknown instead of a pass", (t) => {
  const text = JSON.stringify([replaced(BODY, ["HostConfig", "Privileged"], "no")], null, 2);
  const { stack } = readInspect({ stack: "x", document: JSON.parse(text), source: { file: "f.json", text } });
  t.like(stack.problems, [{ container: "app", location: { file: "f.json", path: "app.HostConfig.Privileged" } }]);
  t.is(text.split("\n")[(stack.problems[0]?.location.line ?? 0) - 1]?.trim(), '"Privileged": "no",');
  t.throws(() => stack.containers[0]?.privileged);
});

test("no document makes the readers throw", (t) => {
  const key = fc.constantFrom(
    "HostConfig",
    "Config",
    "Name",
    "IPAM",
    "RepoTags",
    "Id",
    "__proto__",
    "Mountpoint",
    "Driver",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(fc.jsonValue(), fc.dictionary(key, tie("any"), { noNullPrototype: true })),
  })).any;
  const property = fc.property(fc.array(value, { maxLength: 4 }), (document) => {
    const parsed = JSON.parse(JSON.stringify(document));
    isInspectDocument(parsed);
    readInspect({ stack: "x", document: parsed });
    const state = { deployment: { resources: parsed } };
    if (isStateDocument(state)) readState({ stack: "x", document: state, file: "s.json" });
  });
  t.notThrows(() => fc.assert(property, { numRuns: 500 }));
});

test("a name that the engine would not allow is not repeated, and its container is judged under another", (t) => {
  const { stack } = readInspect({ stack: "x", document: [{ ...BODY, Name: `/${MARK}\n` }] });
  t.deepEqual(
    stack.containers.map(({ name }) => name),
    ["container-1"],
  );
  t.is(stack.problems.length, 1);
  t.false(JSON.stringify(stack.problems).includes(MARK));
});

test("an element that is no inspection loses no other", (t) => {
  const { stack } = readInspect({ stack: "x", document: [BODY, 3, { what: MARK }] });
  t.deepEqual(
    stack.containers.map(({ name }) => name),
    ["app"],
  );
  t.is(stack.problems.length, 2);
});
