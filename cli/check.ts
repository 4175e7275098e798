import { checkFiles } from "../gate/check.ts";
import { type Format, type Output, print, today } from "./output.ts";

/** `readiness check FILE...` */
export async function check(
  files: readonly string[],
  options: { readonly settings?: string; readonly profile?: string; readonly format: Format } & Output,
): Promise<number> {
  const judgement = checkFiles({
    files,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    today: today(),
  });
  return print(judgement, options.format, options);
}
