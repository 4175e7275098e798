import { readCompose } from "../model/from-compose/read-compose.ts";
import { defaultContext } from "../policies/context.ts";
import { compare } from "../policies/judge/compare.ts";
import { judgeStacks } from "../policies/judge/judgement.ts";
import { STRICT } from "../policies/packs/strict.ts";
import { RULES } from "../policies/rules/index.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { composeFiles } from "./compose-lint/files.ts";

/** `growth-child.ts SIZE` in a process of its own: seconds, and bytes of heap, that judging so many containers takes. */
const size = Number(process.argv[2]);
const files = composeFiles(Math.ceil(size / 2), 20_261_123);
const collect = globalThis.gc;
if (collect === undefined) throw new Error("start it with --expose-gc");

// What is compiled and cached once belongs to no container.
judgeFiles(files.slice(0, 5), 20);
collect();
const before = process.memoryUsage().heapUsed;
const start = process.hrtime.bigint();
const result = judgeFiles(files, size);
const time = Number(process.hrtime.bigint() - start) / 1e9;
collect();
const memory = process.memoryUsage().heapUsed - before;
if (result.report.summary.containers !== size) throw new Error(`${result.report.summary.containers} were judged`);
console.log(JSON.stringify({ time, memory }));

/** Stacks and report are both kept, as a command keeps them until its end. */
function judgeFiles(from: readonly { readonly name: string; readonly text: string }[], most: number) {
  let left = most;
  const stacks = [];
  for (const { name, text } of from) {
    if (left === 0) break;
    const stack = readCompose({ file: name, text });
    const containers = stack.containers.slice(0, left);
    left -= containers.length;
    stacks.push({ ...stack, containers });
  }
  const judgement = judgeStacks({
    stacks,
    rules: RULES,
    pack: STRICT,
    context: defaultContext(),
    waivers: NO_WAIVERS,
    today: "2026-11-23",
    otherStacks: [],
  });
  return { stacks, report: compare(judgement, undefined) };
}
