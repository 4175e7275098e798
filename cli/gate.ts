import { gate } from "../gate/gate.ts";
import { type Format, type Output, print, today } from "./output.ts";

/** `readiness gate` */
export async function runGate(
  options: {
    readonly stack: readonly string[];
    readonly cwd: string;
    readonly profile?: string;
    readonly format: Format;
  } & Output,
): Promise<number> {
  const judgement = await gate({
    folder: options.cwd,
    stacks: options.stack,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    today: today(),
  });
  return print(judgement, options.format, options);
}
