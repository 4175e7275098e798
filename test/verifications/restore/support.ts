import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import type { Backup, BackupTool } from "../../../model/backup.ts";
import { absent } from "../../../toolchain/absent.ts";
import { findOnPath } from "../../../toolchain/path.ts";
import type { BackupStore, DatabaseEngine, ExpectedData, ExpectedHost } from "../../../verifications/expectation.ts";
import type { Observation } from "../../../verifications/fact.ts";
import type { RestoreValue } from "../../../verifications/facts/backup/values.ts";
import { runRestores } from "../../../verifications/restore/restore.ts";
import type { RestoreTask } from "../../../verifications/restore/task.ts";
import { present } from "../../engine/support/requirements.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A host of the test: live data, a place of backups and a folder for scratch, all in one folder that goes with the test. */
export interface Machine {
  readonly folder: string;
  readonly live: string;
  readonly store: string;
  readonly key: string;
  readonly scratch: string;
  /** Runs a shell script in the folder; its words are `$1`, … */
  sh(script: string, ...words: string[]): string;
}

/** Undefined where a program is missing; the test has said so then, or failed where it is promised. */
export async function machine(t: ExecutionContext, ...programs: string[]): Promise<Machine | undefined> {
  if (process.getuid?.() !== 0) return present<Machine>(t, absent("a restore takes root, and this user is not root."));
  for (const program of programs)
    if (!(await findOnPath(program))) return present<Machine>(t, absent(`${program}: is not on PATH.`));
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  const at = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const key = join(folder, "key");
  writeFileSync(key, "a key of the test\n");
  const env = {
    ...process.env,
    LC_ALL: "C",
    HOME: folder,
    RESTIC_PASSWORD_FILE: key,
    RESTIC_CACHE_DIR: join(folder, "cache"),
    BORG_PASSCOMMAND: `cat ${key}`,
    BORG_BASE_DIR: join(folder, "borg-base"),
  };
  return {
    folder,
    live: at("live"),
    store: join(folder, "store"),
    key,
    scratch: at("scratch"),
    sh: (script, ...words) =>
      execFileSync("sh", ["-euc", script, "sh", ...words], {
        cwd: folder,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }),
  };
}

export interface Restoring {
  readonly tool?: BackupTool;
  readonly repository?: string;
  readonly key?: string | undefined;
  readonly source?: string;
  readonly engine?: DatabaseEngine;
  readonly dump?: string;
  readonly consistent?: "stop" | "snapshot";
  readonly scratch?: string;
  readonly limit?: number;
  /** Other folders that the host declares. */
  readonly beside?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told of each step. */
  readonly step?: (step: string) => void;
}

export function taskOf(on: Machine, { tool = "restic", consistent = "stop", ...rest }: Restoring): RestoreTask {
  const backup: Backup = {
    tool,
    to: undefined,
    schedule: "daily 02:30",
    keep: { daily: 7 },
    rpo: 93_600,
    rto: 3600,
    consistent: rest.dump === undefined ? { kind: consistent } : { kind: "dump", file: rest.dump },
    record: undefined,
    secret: true,
  };
  const data: ExpectedData = {
    source: rest.source ?? on.live,
    kind: "folder",
    containers: ["app"],
    backup,
    database: rest.engine === undefined ? null : { engine: rest.engine, container: "app", image: "none:1" },
  };
  const host: ExpectedHost = {
    name: "here",
    containers: [],
    routes: [],
    networks: [],
    volumes: [],
    listeners: [],
    problems: [],
    data: [data, ...(rest.beside ?? []).map((source) => ({ ...data, source }))],
  };
  const store: BackupStore = {
    name: "nightly",
    host: "here",
    tool,
    repository: rest.repository ?? on.store,
    passwordFile: "key" in rest ? rest.key : tool === "tar" ? undefined : on.key,
    job: undefined,
    log: undefined,
    borgmatic: undefined,
    copies: [],
  };
  return { host, data, store };
}

/** Restores on this machine, with `local` as its shell. */
export async function restore(on: Machine, how: Restoring = {}): Promise<Observation> {
  const { facts } = await runRestores([taskOf(on, how)], {
    reach: {
      hosts: new Map([
        ["here", { engine: undefined, publicAddress: undefined, vpnAddress: undefined, shell: "local" }],
      ]),
      vantages: new Map(),
      resolvers: [],
      authority: undefined,
    },
    scratch: new Map([["here", how.scratch ?? on.scratch]]),
    ...(how.limit === undefined ? {} : { limit: how.limit }),
    ...(how.signal === undefined ? {} : { signal: how.signal }),
    ...(how.step === undefined ? {} : { step: (_, step) => how.step?.(step) }),
  });
  return facts[0]?.observation ?? { status: "failed", failure: "aborted", message: "there is no fact" };
}

/** What came of a restore that must have been tried. */
export async function restored(t: ExecutionContext, on: Machine, how: Restoring = {}): Promise<RestoreValue> {
  const observation = await restore(on, how);
  if (observation.status === "failed") throw new Error(observation.message);
  t.deepEqual(leftIn(on.scratch), []);
  return observation.value as RestoreValue;
}

/** Names of what is left in a scratch folder. */
export function leftIn(folder: string): string[] {
  return readdirSync(folder);
}

/** A digest of a whole tree: names, modes, times and content. */
export function digestOf(folder: string): string {
  const script = `cd "$1" && { find . -printf '%p %m %U %T@ %s %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 -r sha256sum; } | sha256sum`;
  return spawnSync("sh", ["-c", script, "sh", folder], { encoding: "utf8" }).stdout;
}

/** Shell functions that make databases, as a user that is not root: `as_nobody`, `postgresql FOLDER`, `mariadb_in FOLDER`. */
export const SERVERS = `
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups -- env HOME="$PWD" "$@"; }
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
postgresql() {
  chmod 755 . && mkdir -p "$1" && chown 65534:65534 "$1"
  as_nobody "$bin/initdb" -D "$1/data" -U odoo -A trust -N -E UTF8 --locale=C.UTF-8 >/dev/null
  as_nobody "$bin/pg_ctl" -D "$1/data" -w -l "$1/log" -o "-c listen_addresses= -c unix_socket_directories=$1 -c fsync=off" start >/dev/null
  export PGHOST="$1" PGUSER=odoo
}
postgresql_end() { as_nobody "$bin/pg_ctl" -D "$1/data" -w -m fast stop >/dev/null; }
mariadb_in() {
  chmod 755 . && mkdir -p "$1" && chown 65534:65534 "$1"
  as_nobody mariadb-install-db --no-defaults --datadir="$1/data" --auth-root-authentication-method=normal --skip-test-db >/dev/null
  as_nobody mariadbd --no-defaults --datadir="$1/data" --socket="$1/sock" --pid-file="$1/pid" --skip-networking >"$1/log" 2>&1 &
  tries=0
  until mariadb --no-defaults -uroot -S "$1/sock" -e 'SELECT 1' >/dev/null 2>&1; do tries=$((tries + 1)); [ $tries -lt 300 ]; sleep 0.2; done
}
mariadb_end() { mariadb-admin --no-defaults -uroot -S "$1/sock" shutdown; while [ -e "$1/pid" ]; do sleep 0.1; done; }
`;
