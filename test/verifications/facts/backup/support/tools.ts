import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { Absent } from "../../../../../toolchain/absent.ts";
import type { BackupStore } from "../../../../../verifications/expectation.ts";
import type { Fact } from "../../../../../verifications/fact.ts";
import { type BackupOptions, backupSource } from "../../../../../verifications/facts/backup/source.ts";
import { gather } from "../../../../../verifications/run/gather.ts";
import { present } from "../../../../engine/support/requirements.ts";
import { expecting, reachTo } from "../../../support/engine.ts";

/** False where one of the programs is missing; then the test has said so, or has failed where they are promised. */
export function needPrograms(t: ExecutionContext, ...names: string[]): boolean {
  const missing = names.find((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
  const found: object | Absent = missing === undefined ? {} : { absent: `${missing} is not installed here` };
  return present(t, found) !== undefined;
}

export interface Command {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program and demands that it ends well. */
export function run(program: string, words: readonly string[], { cwd, env = {} }: Command): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, HOME: cwd, BORG_BASE_DIR: cwd, RESTIC_CACHE_DIR: join(cwd, "cache"), ...env },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}

/** A folder with three files of 3000 bytes in all, `names.txt` among them. */
export function someData(folder: string): string {
  const data = join(folder, "data");
  mkdirSync(join(data, "below"), { recursive: true });
  writeFileSync(join(data, "names.txt"), "a".repeat(1000));
  writeFileSync(join(data, "below", "two"), "b".repeat(1500));
  writeFileSync(join(data, "below", 'hard "type":"file", "size":99 é'), "c".repeat(500));
  return data;
}

/** A store of the host `master`. */
export function store(changes: Partial<BackupStore>): BackupStore {
  return {
    name: "nightly",
    host: "master",
    tool: "restic",
    repository: "/nowhere",
    passwordFile: undefined,
    job: undefined,
    log: undefined,
    borgmatic: undefined,
    copies: [],
    ...changes,
  };
}

/** Facts about one store, all or those of these names, over a shell of this machine unless told otherwise. */
export function look(
  of: BackupStore,
  { only, shell = "local", ...options }: BackupOptions & { only?: readonly string[]; shell?: string } = {},
): Promise<Fact[]> {
  const expectation = { ...expecting("master", []), stores: [of] };
  const questions = backupSource({ deadline: 60_000, ...options }).plan(expectation, reachTo({ master: { shell } }));
  return gather(questions.filter(({ key: { source } }) => only?.includes(source.replace("backup.", "")) ?? true));
}

export const key = (fact: string, subject = "nightly") => ({
  source: `backup.${fact}`,
  host: "master",
  subject,
  vantage: "host",
});
