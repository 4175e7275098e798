import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { planOf } from "../../policies/cure/edit.ts";
import { RULES } from "../../policies/rules/index.ts";
import { inFolder, ROOT, readiness } from "../support/cli.ts";

const page = readFileSync(join(ROOT, "docs/fix.md"), "utf8");
const COMPOSE = "services:\n  web:\n    image: nginx:1.27.3 # pinned\n    cap_add: [MKNOD]\n";

test("every command in docs/fix.md does what the page says, in that order", (t) => {
  const commands = [...page.matchAll(/^```sh\nnpx readiness (.*)\n```/gm)].map(([, command = ""]) =>
    command.split(" "),
  );
  t.is(commands.length, 3);
  const [dry = [], write = [], all = []] = commands;
  inFolder({ "compose.yaml": COMPOSE }, (folder) => {
    const text = () => readFileSync(join(folder, "compose.yaml"), "utf8");
    t.regex(readiness(dry, folder).stdout, /^- {4}cap_add: \[MKNOD\]$/m);
    t.is(text(), COMPOSE);
    t.regex(readiness(all, folder).stdout, /: behaviour-changing/);
    t.is(text(), COMPOSE);
    t.notRegex(readiness(write, folder).stdout, /capability-default-added[\s\S]*capability-default-added/);
    t.is(text(), COMPOSE.replace("    cap_add: [MKNOD]\n", ""));
  });
});

test("the page names all cures after which a service behaves the same", (t) => {
  const sources = RULES.map(({ id, cure }) => [id, String(cure)] as const);
  const same = sources.filter(([, text]) => /\bsame\(/.test(text)).map(([id]) => id);
  t.deepEqual(same, ["capability-default-added", "logs-never-rotate", "output-in-state"]);
  t.is(planOf([])?.behaviour, "changes");
});
