import test from "ava";
import { isSameBut } from "../../../gate/fix/same-model.ts";
import { readCompose } from "../../../model/from-compose/read-compose.ts";

const BASE = "services:\n  web:\n    image: a:1\n    cap_add: [MKNOD]\n  db:\n    image: b:1\nvolumes:\n  data: {}\n";
const read = (text: string) => readCompose({ file: "app.yaml", text });
const same = (text: string, fields: readonly string[] = [], besides: readonly string[] = []) =>
  isSameBut(read(BASE), read(text), "app-web-1", new Set(fields), new Set(besides));

test("a text that only moved says the same", (t) => {
  t.true(same(`# moved\n\n${BASE}`));
});

test("what was cured may differ, on the one container that it was cured on", (t) => {
  const without = BASE.replace("    cap_add: [MKNOD]\n", "");
  t.false(same(without));
  t.true(same(without, ["capAdd"]));
  t.false(same(without.replace("image: b:1", "image: b:2"), ["capAdd"]));
  t.false(same(without.replace("image: a:1", "image: a:2"), ["capAdd"]));
});

test("a container, a volume or a problem that came in or went is a difference", (t) => {
  t.false(same(`${BASE}  more: {}\n`));
  t.true(same(`${BASE}  more: {}\n`, [], ["more"]));
  t.false(same(BASE.replace("  db:\n    image: b:1\n", "")));
  t.false(same(BASE.replace("image: b:1", "image: b:1\n    no_such_key: 1")));
});

test("a value that became unknown is a difference", (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the variable is for compose
  t.false(same(BASE.replace("image: b:1", "image: b:1\n    user: ${WHO}")));
});
