import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { parse, stringify } from "yaml";
import { ROOT } from "../support/cli.ts";
import { comparable } from "./support/compared.ts";
import { adopted } from "./support/declared.ts";

const RULES = join(ROOT, "test/policies/rules");
const examples = readdirSync(RULES, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .flatMap((file) => {
    const example = parse(readFileSync(join(RULES, file), "utf8"), { logLevel: "error" });
    return example.compose === undefined ? [] : [{ file, text: stringify(example.compose) }];
  });
const estates = ["master.yaml", "lady.yaml"].map((file) => ({
  file,
  text: readFileSync(join(ROOT, "test/estates/as-found", file), "utf8"),
}));

for (const input of estates)
  test.serial(`every container of ${input.file} is declared as it was found`, async (t) => {
    const { source, written, declared } = await adopted(input);
    const moved = new Set(written.secrets.flatMap(({ uses }) => uses));
    t.is(written.containers, source.containers.length);
    t.deepEqual(comparable(declared, moved), comparable(source, moved));
  });

test.serial("every compose file among the examples of the rules is declared as it was found", async (t) => {
  t.timeout(120_000);
  t.true(examples.length > 50);
  let compared = 0;
  for (const { file, text } of examples) {
    const { source, written, declared } = await adopted({ file, text });
    if (written.notes.some(({ unread }) => unread)) continue;
    const moved = new Set(written.secrets.flatMap(({ uses }) => uses));
    t.deepEqual(comparable(declared, moved), comparable(source, moved), file);
    compared++;
  }
  t.true(compared > examples.length / 2, `${compared} of ${examples.length}`);
});
