import test from "ava";
import fc from "fast-check";
import { completeManifest } from "../../adopt/manifest.ts";

const changed = (text: string, module = false) => {
  const result = completeManifest(text, { module });
  return result.kind === "changed" ? result.text : result.kind;
};

test("the script is added in the way in which the file is written", (t) => {
  t.is(
    changed('{\r\n\t"scripts": {\r\n\t\t"a": "b"\r\n\t}\r\n}\r\n'),
    '{\r\n\t"scripts": {\r\n\t\t"readiness": "readiness gate",\r\n\t\t"a": "b"\r\n\t}\r\n}\r\n',
  );
  t.is(changed('{"scripts":{}}'), '{"scripts":{"readiness": "readiness gate"}}');
  t.is(changed("{}", true), '{"scripts": { "readiness": "readiness gate" },"type": "module"}');
});

test("a script of that name is somebody's own and stays", (t) => {
  t.is(changed('{ "type": "module", "scripts": { "readiness": "true" } }', true), "complete");
});

test("what is no object of JSON is left for a person", (t) => {
  for (const text of ["", "[]", "{ // comment\n}", "null", '{ "scripts": 1 }']) t.is(changed(text), "by-hand", text);
});

test("whatever the file holds is there afterwards, and once more changes nothing", (t) => {
  const objects = fc
    .dictionary(fc.string(), fc.jsonValue())
    .chain((rest) =>
      fc.record({ scripts: fc.dictionary(fc.string(), fc.string()) }).map((own) => ({ ...rest, ...own })),
    );
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 2, "\t"), (object, indent) => {
      const once = changed(JSON.stringify(object, null, indent), true);
      if (once === "by-hand" || once === "complete") return;
      const { scripts, type, ...rest } = JSON.parse(once);
      const { scripts: before, type: typeBefore, ...restBefore } = JSON.parse(JSON.stringify(object));
      t.deepEqual(rest, restBefore);
      t.deepEqual(scripts, { readiness: "readiness gate", ...before });
      t.deepEqual(type, typeBefore ?? "module");
      t.is(changed(once, true), "complete");
    }),
    { numRuns: 100 },
  );
});
