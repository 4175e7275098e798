import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { readCompose } from "../model/from-compose/read-compose.ts";
import type { Stack } from "../model/stack.ts";
import { type Judgement, judgeStacks } from "../policies/judge/judgement.ts";
import { packNamed } from "../policies/packs/index.ts";
import { RULES } from "../policies/rules/index.ts";
import { loadSettings } from "../policies/settings/load.ts";
import { defaultSettings } from "../policies/settings/settings.ts";
import { NO_WAIVERS } from "../policies/settings/waivers.ts";

export interface CheckOptions {
  /** Paths of compose files; each is one stack. */
  readonly files: readonly string[];
  /** Folder with `readiness.yaml` and the waiver file; defaults hold where it is not given. */
  readonly settings?: string;
  readonly profile?: string;
  /** `2026-11-23`. */
  readonly today: string;
}

/** Judges compose files. A file that cannot be read is a finding and loses nothing else. */
export function checkFiles({ files, settings: folder, profile, today }: CheckOptions): Judgement {
  const { settings, waivers } =
    folder === undefined ? { settings: defaultSettings(), waivers: NO_WAIVERS } : loadSettings(folder);
  return judgeStacks({
    stacks: [...new Set(files)].map(readFile),
    rules: RULES,
    pack: (profile === undefined ? undefined : packNamed(profile)) ?? settings.pack,
    context: settings.context,
    waivers,
    today,
    otherStacks: [],
  });
}

function readFile(file: string): Stack {
  try {
    return readCompose({ file, text: readFileSync(file, "utf8"), directory: dirname(file) });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    return {
      name: basename(file),
      containers: [],
      networks: [],
      volumes: [],
      secrets: new Set(),
      problems: [
        {
          container: undefined,
          message: `${file} cannot be read (${code}), so nothing in it was judged`,
          location: { path: "", file },
        },
      ],
    };
  }
}
