import type { Container, Healthcheck } from "../../model/container.ts";
import type { Applies } from "../rule.ts";
import { canFail, type Options } from "../shell/outcome.ts";
import { type Command, commandsOf, programOf } from "../shell/script.ts";

/** The test of a healthcheck, taken apart. */
export interface Test {
  /** Undefined where it has control structures or is longer than what is read. */
  readonly commands: readonly Command[] | undefined;
  readonly options: Options;
  /** Field of the model that holds the test. */
  readonly at: string;
  /** The text of a script that could not be taken apart. */
  readonly script: string;
}

const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh"]);
const PLAIN: Options = { errexit: false, pipefail: false };
const known = new WeakMap<Healthcheck, Test>();

/** Whether there is a test of its own to judge. */
export function hasTest({ healthcheck }: Container): Applies {
  return healthcheck?.kind === "exec" || healthcheck?.kind === "shell" || "it declares no test of its own";
}

/** The test of a container that {@link hasTest}; a script behind `sh -c` is read like one for the shell. */
export function testOf({ healthcheck }: Container): Test {
  if (healthcheck === undefined) throw new RangeError("a container without a healthcheck has no test");
  let test = known.get(healthcheck);
  if (test === undefined) {
    test = read(healthcheck);
    known.set(healthcheck, test);
  }
  return test;
}

function read({ kind, test }: Healthcheck): Test {
  const words = test.map(({ value }) => value);
  const at = "healthcheck.test";
  if (kind === "shell") return script(words.join(" "), PLAIN, at);
  const first = programOf(words[0] ?? "") === "busybox" ? 1 : 0;
  if (SHELLS.has(programOf(words[first] ?? ""))) {
    const flag = words.findIndex((word, index) => index > first && /^-[a-z]*c[a-z]*$/.test(word));
    const text = words[flag + 1];
    if (flag > 0 && text !== undefined) {
      const before = words.slice(first + 1, flag + 1);
      return script(
        // Bash takes the name after `-o` from the words before the script: `-eo pipefail -c`.
        text,
        { errexit: before.some((word) => /^-[a-z]*e/.test(word)), pipefail: before.includes("pipefail") },
        at,
      );
    }
  }
  return { commands: words.length === 0 ? [] : [{ words, next: "" }], options: PLAIN, at, script: "" };
}

function script(text: string, options: Options, at: string): Test {
  return { commands: commandsOf(text), options, at, script: text };
}

const HARMLESS_TAIL = /(?:\|\||;|\n)\s*(?:true|:|exit\s+0)\s*;?\s*$/;
const FAILING_EXIT = /\b(?:exit|return)\s+(?:[1-9$]|"\$)/;
const LONGEST_TAIL = 200;
const LONGEST_SCRIPT = 20_000;

/** False where no run of the test can end in failure; true where one can, or nobody could prove the contrary. */
export function testCanFail({ commands, options, script: text }: Test): boolean {
  if (commands !== undefined) return canFail(commands, options);
  if (text.length > LONGEST_SCRIPT) return true;
  return !HARMLESS_TAIL.test(text.slice(-LONGEST_TAIL)) || FAILING_EXIT.test(text) || /\bset\s+-[a-z]*e/.test(text);
}
