import test from "ava";
import { canFail } from "../../../policies/shell/outcome.ts";
import { commandsOf, invoked } from "../../../policies/shell/script.ts";

const PLAIN = { errexit: false, pipefail: false };
const words = (script: string) => commandsOf(script)?.map((command) => command.words);
const fails = (script: string, options = PLAIN) => {
  const commands = commandsOf(script);
  if (commands === undefined) throw new Error("not read");
  return canFail(commands, options);
};

test("quotes, substitutions and redirections keep operators from splitting a command", (t) => {
  t.deepEqual(words(`a "b && c" 'd; e' $(f | g "h)") 2>&1 >/dev/null`), [
    ["a", "b && c", "d; e", `$(f | g "h)")`, "2>&1", ">/dev/null"],
  ]);
  t.deepEqual(words("[[ $x == a && $y == b ]] || exit 1"), [
    ["[[", "$x", "==", "a", "&&", "$y", "==", "b", "]]"],
    ["exit", "1"],
  ]);
});

test("a comment is no command", (t) => {
  t.deepEqual(words("a # || true\nb"), [["a"], ["b"]]);
});

test("what has control structures or does not parse is not taken apart", (t) => {
  for (const script of ["if a; then b; fi", "(a; b)", "{ a; }", "a 'b", 'a "b', "a $(b", "x".repeat(1e7)])
    t.is(commandsOf(script), undefined);
});

test("prefixes do not hide the program", (t) => {
  const [command] = commandsOf("A=b exec timeout -k 1 5 /usr/bin/curl -f x") ?? [];
  t.deepEqual(command && invoked(command), ["curl", "-f", "x"]);
});

test("negation turns success into failure", (t) => {
  t.true(fails("! true"));
  t.false(fails("! false"));
});

test("an exit that is never reached does not count", (t) => {
  t.false(fails("true || exit 1"));
  t.true(fails("a || exit 1; true"));
  t.false(fails("exit 0; curl -f x"));
});

test("a pipe fails with its last command, or with any under pipefail", (t) => {
  t.false(fails("a | cat"));
  t.true(fails("a | cat", { errexit: false, pipefail: true }));
  t.true(fails("a | grep b"));
});
