import { type Command, invoked } from "./script.ts";

/** How a script is run. */
export interface Options {
  /** `set -e`: the first command that fails ends it. */
  readonly errexit: boolean;
  /** `set -o pipefail`: a pipe fails with any of its commands. */
  readonly pipefail: boolean;
}

/** Whether something can end in failure, and whether it can end in success. */
interface Outcome {
  readonly fails: boolean;
  readonly succeeds: boolean;
}

const ALWAYS: Outcome = { fails: false, succeeds: true };
const EITHER: Outcome = { fails: true, succeeds: true };
const NEVER: Outcome = { fails: true, succeeds: false };
/** Succeed whatever they are given. */
const SUCCEEDING: ReadonlySet<string> = new Set([":", "true", "echo", "printf", "sleep"]);
/** Succeed at the end of a pipe, where all they do is to hand on what they read. */
const PASSING_ON: ReadonlySet<string> = new Set("cat tee head tail wc sort uniq tr cut".split(" "));

/** False where no run of these commands can end in failure. */
export function canFail(commands: readonly Command[], options: Options): boolean {
  let { errexit, pipefail } = options;
  /** An `exit` with a failure somewhere ends the script with it. */
  let exits = false;
  let ended = false;
  let last: Outcome = ALWAYS;
  for (let index = 0; index < commands.length && !ended; ) {
    let list: Outcome | undefined;
    let joint: string | undefined;
    let background = false;
    do {
      const pipe: Command[] = [];
      for (;;) {
        const command = commands[index++] as Command;
        pipe.push(command);
        if (command.next !== "|" || index >= commands.length) break;
      }
      const end = pipe.at(-1) as Command;
      const [program, argument] = invoked(end);
      if (program === "set") {
        errexit ||= end.words.some((word) => /^-[a-z]*e/.test(word) || word === "errexit");
        pipefail ||= end.words.includes("pipefail");
      }
      const outcome = outcomeOf(pipe, pipefail);
      const reached = list === undefined || (joint === "&&" ? list.succeeds : list.fails);
      if (program === "exit" && reached) {
        if (outcome.fails) exits = true;
        // Without a condition nothing after it is reached.
        if (list === undefined && pipe.length === 1 && argument !== undefined) ended = true;
      }
      list = joined(list, joint, outcome);
      joint = end.next;
      background = end.next === "&";
    } while ((joint === "&&" || joint === "||") && index < commands.length);
    last = background ? ALWAYS : (list as Outcome);
    if (errexit && last.fails) exits = true;
  }
  return exits || last.fails;
}

function joined(list: Outcome | undefined, joint: string | undefined, next: Outcome): Outcome {
  if (list === undefined) return next;
  if (joint === "&&")
    return { fails: list.fails || (list.succeeds && next.fails), succeeds: list.succeeds && next.succeeds };
  return { fails: list.fails && next.fails, succeeds: list.succeeds || (list.fails && next.succeeds) };
}

function outcomeOf(pipe: readonly Command[], pipefail: boolean): Outcome {
  const outcomes = pipe.map((command, index) => single(command, index > 0));
  const last = outcomes.at(-1) as Outcome;
  return pipefail && outcomes.some(({ fails }) => fails) ? EITHER : last;
}

function single(command: Command, afterPipe: boolean): Outcome {
  const [program = "", argument] = invoked(command);
  if (program === "!") {
    const inner = single({ ...command, words: command.words.slice(1) }, false);
    return { fails: inner.succeeds, succeeds: inner.fails };
  }
  if (program === "exit" || program === "return")
    return argument === undefined || argument.startsWith("$") ? EITHER : Number(argument) % 256 === 0 ? ALWAYS : NEVER;
  if (SUCCEEDING.has(program) || (afterPipe && PASSING_ON.has(program))) return ALWAYS;
  return program === "false" ? NEVER : EITHER;
}
