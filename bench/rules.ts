import { fileURLToPath } from "node:url";
import { runProgram } from "../gate/program.ts";
import { findProject, readStackConfig } from "../gate/project.ts";
import { type PulumiResource, readStack } from "../model/from-pulumi/stack.ts";
import type { Stack } from "../model/stack.ts";
import { defaultContext } from "../policies/context.ts";
import { judge } from "../policies/judge/judge.ts";
import { judgeStacks } from "../policies/judge/judgement.ts";
import { DEFAULT } from "../policies/packs/default.ts";
import { RULES } from "../policies/rules/index.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";
import { exponent, median } from "./measure.ts";

const SIZES = [62, 250, 1000, 2500, 10_000];

/** All rules on the estate's own containers, and how the time grows with their number. */
export async function benchRules(): Promise<void> {
  const project = findProject(fileURLToPath(new URL("../", import.meta.url)));
  const resources: PulumiResource[] = [];
  const stacks: Stack[] = [];
  for (const stack of project.stacks) {
    const found = await runProgram(project, stack, readStackConfig(project, stack));
    resources.push(...found);
    stacks.push(readStack(stack, found));
  }
  const count = stacks.reduce((sum, { containers }) => sum + containers.length, 0);
  const all = () => stacks.map((stack) => judge(stack, RULES, defaultContext()));
  const first = timed(all) / count;
  for (let run = 0; run < 100; run++) all();
  const each = median(Array.from({ length: 200 }, () => timed(all) / count));
  console.log(
    `${RULES.length} rules: ${(each * 1e6).toFixed(1)} microseconds for a container (at most 100), ${(first * 1e6).toFixed(0)} in the first run of a process`,
  );
  for (let run = 0; run < 20; run++) readAndJudge(resources);
  const points = SIZES.map((size) => {
    const copies = copy(resources, size);
    return { size, time: median(Array.from({ length: 5 }, () => timed(() => readAndJudge(copies)))) };
  });
  for (const { size, time } of points)
    console.log(
      `  ${String(size).padStart(6)} containers read and judged: ${((time / size) * 1e6).toFixed(0)} microseconds each`,
    );
  console.log(`time grows with the ${exponent(points).toFixed(2)}th power of the number of containers (1 is linear)`);
}

/** Containers that differ in name, host port, route and address, as a larger estate's would. */
function copy(resources: readonly PulumiResource[], size: number): PulumiResource[] {
  const containers = resources.filter(({ type }) => type === "docker:index/container:Container");
  return Array.from({ length: size }, (_, index) => {
    const source = containers[index % containers.length] as PulumiResource;
    const round = Math.floor(index / containers.length);
    const inputs = JSON.parse(
      JSON.stringify(source.inputs).replace(/(routers|services|middlewares|route)\.([A-Za-z-]+)/g, `$1.$2-${round}`),
    );
    for (const port of inputs.ports ?? []) port.external = 1024 + ((index * 7 + port.external) % 60_000);
    return { ...source, name: `${source.name}-${round}`, inputs: { ...inputs, name: `${inputs.name}-${round}` } };
  });
}

function readAndJudge(resources: readonly PulumiResource[]): void {
  judgeStacks({
    stacks: [readStack("bench", resources)],
    rules: RULES,
    pack: DEFAULT,
    context: defaultContext(),
    waivers: NO_WAIVERS,
    today: "2026-11-23",
    otherStacks: [],
  });
}

function timed(work: () => unknown): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
