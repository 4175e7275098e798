import { checkFiles } from "../gate/check.ts";
import { type Format, type Output, print, today } from "./output.ts";

interface CheckFlags extends Output {
  readonly settings?: string;
  readonly profile?: string;
  readonly format: Format;
  readonly merge?: boolean;
  readonly override: boolean;
  readonly variables: readonly string[];
  readonly processEnv?: boolean;
  readonly root?: string;
}

/** `readiness check FILE...` */
export async function check(files: readonly string[], options: CheckFlags): Promise<number> {
  const judgement = checkFiles({
    files,
    merge: options.merge === true,
    override: options.override,
    envFiles: options.variables,
    ...(options.processEnv === true ? { environment: process.env } : {}),
    ...(options.root === undefined ? {} : { root: options.root }),
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    today: today(),
  });
  return print(judgement, options.format, options);
}
