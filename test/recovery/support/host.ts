import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Backup, BackupPolicy } from "../../../model/backup.ts";
import { backupJob } from "../../../recovery/job.ts";
import { planBackup } from "../../../recovery/plan.ts";
import type { BackupStore, ExpectedData, ExpectedHost } from "../../../verifications/expectation.ts";
import { ROOT_PASSWORD, type Servers, startServers } from "./databases.ts";

const execute = promisify(execFile);

/** A host with data, databases and places for its backups, in a scratch folder; a docker and an ssh of its own do for the real ones. */
export interface BackedUpHost {
  readonly folder: string;
  readonly servers: Servers;
  readonly declared: ExpectedHost;
  readonly stores: readonly BackupStore[];
  /** A folder that comes first on the job's PATH. */
  readonly bin: string;
  /** Runs the job of what is declared, or of something else. */
  run(declared?: ExpectedHost, stores?: readonly BackupStore[], ...args: readonly string[]): Promise<Ran>;
  /** What the fake docker was told, one command a line. */
  told(): Promise<string>;
  stop(): Promise<void>;
}

export interface Ran {
  readonly code: number;
  readonly said: string;
}

export const DAILY: Omit<BackupPolicy, "tool" | "to" | "consistent" | "record"> = {
  ...{ schedule: "daily 02:30", keep: { daily: 7, weekly: 4 }, rpo: 93_600, rto: 3600, secret: true },
};

/** A policy as the label would say it. */
export function policy(
  tool: BackupPolicy["tool"],
  to: string,
  consistent: BackupPolicy["consistent"],
  more: Partial<BackupPolicy> = {},
): BackupPolicy {
  const record = consistent.kind === "dump" ? `${consistent.file}.record` : undefined;
  return { tool, to, consistent, record, ...DAILY, ...more };
}

export async function makeHost(): Promise<BackedUpHost> {
  const folder = await mkdtemp(join(tmpdir(), "rdy-recovery-"));
  await chmod(folder, 0o755);
  const at = (path: string) => join(folder, path);
  for (const path of [
    "bin",
    "inside",
    "data/files/deep",
    "data/odoo-db",
    "data/nextcloud-db",
    "data/stopped",
    "volumes/mail/_data",
    "tars",
    "elsewhere/tars",
    "state",
    "dumps",
  ])
    await mkdir(at(path), { recursive: true });
  const servers = await startServers(folder);
  await writeFile(at("data/files/one"), "one\n");
  await writeFile(at('data/files/deep/it\'s "odd" $name;'), "two\n");
  await writeFile(at("data/stopped/state"), "consistent\n");
  await writeFile(at("volumes/mail/_data/letter"), "Dear all\n");
  await writeFile(at("key"), "a key that nobody else has\n", { mode: 0o600 });
  await writeFile(at("root-password"), ROOT_PASSWORD);
  await writePrograms(folder, servers);
  const stores = storesIn(folder);
  await execute("restic", ["init", "--repo", at("nightly"), "--password-file", at("key")]);
  await execute("restic", ["init", "--repo", at("elsewhere/nightly"), "--password-file", at("key")]);
  for (const repository of [at("borg"), `ssh://master${at("elsewhere/borg")}`])
    await execute("borg", ["init", "--encryption=repokey", repository], { env: borgEnvironment(folder) });
  const declared = declaredIn(folder);
  const run = async (
    wanted = declared,
    places: readonly BackupStore[] = stores,
    ...args: readonly string[]
  ): Promise<Ran> => {
    const { items, problems } = planBackup(wanted, places);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    await writeFile(at("job"), relocate(backupJob(wanted.name, items), folder), { mode: 0o700 });
    return execute("sh", [at("job"), ...(args.length === 0 ? ["all"] : args)], {
      env: { HOME: folder },
      maxBuffer: 2 ** 24,
    }).then(
      ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
      ({ code, stdout, stderr }) => ({ code, said: stdout + stderr }),
    );
  };
  return {
    ...{ folder, servers, declared, stores, bin: at("bin"), run },
    told: () => readFile(at("told"), "utf8").catch(() => ""),
    async stop() {
      await servers.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The job as it is printed, with the test's folders in place of the host's. */
export function relocate(job: string, folder: string): string {
  return job
    .replace("PATH=/usr/local/sbin:", `PATH=${join(folder, "bin")}:/usr/local/sbin:`)
    .replace(/^STATE=.*$/m, `STATE=${join(folder, "state")}`);
}

export function borgEnvironment(folder: string): NodeJS.ProcessEnv {
  const PATH = `${join(folder, "bin")}:${process.env.PATH}`;
  return { ...process.env, PATH, HOME: folder, BORG_PASSCOMMAND: `cat ${join(folder, "key")}` };
}

function storesIn(folder: string): BackupStore[] {
  const store = (name: string, tool: BackupStore["tool"], path: string): BackupStore => ({
    ...{ name, tool, host: "lady", repository: join(folder, path), passwordFile: join(folder, "key") },
    ...{ job: { timer: "readiness-backup.timer" }, log: undefined, borgmatic: undefined },
    copies: [{ host: "master", repository: join(folder, "elsewhere", path), passwordFile: join(folder, "key") }],
  });
  return [store("nightly", "restic", "nightly"), store("files", "borg", "borg"), store("tars", "tar", "tars")];
}

function declaredIn(folder: string): ExpectedHost {
  const at = (path: string) => join(folder, path);
  const data = (source: string, backup: Backup, more: Partial<ExpectedData> = {}): ExpectedData => ({
    ...{ source, kind: source.startsWith("/") ? "folder" : "volume", containers: [], backup, database: null },
    ...more,
  });
  return {
    ...{ name: "lady", containers: [], routes: [], networks: [], volumes: ["mail"], listeners: [], problems: [] },
    data: [
      data(at("data/odoo-db"), policy("restic", "nightly", { kind: "dump", file: at("dumps/odoo.sql.gz") }), {
        database: { engine: "postgresql", container: "odoo-db", image: "postgres:16-alpine" },
        containers: ["odoo-db"],
      }),
      data(at("data/nextcloud-db"), policy("restic", "nightly", { kind: "dump", file: at("dumps/nextcloud.sql") }), {
        database: { engine: "mariadb", container: "nextcloud-db", image: "lscr.io/linuxserver/mariadb:10.11.8" },
        containers: ["nextcloud-db"],
      }),
      data(at("data/files"), policy("borg", "files", { kind: "none-needed", reason: "files are never changed" })),
      data("mail", policy("borg", "files", { kind: "stop" }), { containers: ["dovecot", "postfix", "idle"] }),
      data(at("data/stopped"), policy("tar", "tars", { kind: "stop" }, { keep: { last: 2 } }), { containers: ["app"] }),
      data(at("data/cache"), { tool: "none", reason: "is fetched again at the next start" }),
    ],
  };
}

async function writePrograms(folder: string, { postgresql, mariadb }: Servers): Promise<void> {
  const docker = `#!/bin/sh
echo "$*" >>'${folder}/told'
case "$1 $2" in
  "exec -i")
    case "$3" in
      odoo-db) export PGHOST='${postgresql}' POSTGRES_USER=odoo ;;
      nextcloud-db) export PATH='${folder}/inside':"$PATH" FILE__MYSQL_ROOT_PASSWORD='${folder}/root-password' ;;
      *) exit 1 ;;
    esac
    shift 3
    exec "$@"
    ;;
  "inspect --format") [ "$4" = idle ] && echo false || echo true ;;
  "volume create") mkdir -p '${folder}/volumes/'"$3/_data" ;;
  "volume inspect") for name; do :; done; echo '${folder}/volumes/'"$name/_data" ;;
  stop*|start*) [ ! -e '${folder}/refuses' ] || exit 1 ;;
  *) exit 64 ;;
esac
`;
  const ssh = `#!/bin/sh
while :; do case "$1" in -o) shift 2 ;; -n) shift; exec </dev/null ;; *) break ;; esac; done
[ "$1" = master ] || exit 255
shift
[ "$1" = -s ] && exec /usr/lib/openssh/sftp-server
exec sh -c "$*"
`;
  for (const program of ["mariadb", "mariadb-dump"])
    await writeFile(
      join(folder, "inside", program),
      `#!/bin/sh\nexec /usr/bin/${program} --no-defaults --socket='${mariadb}' "$@"\n`,
      { mode: 0o755 },
    );
  await writeFile(join(folder, "bin/docker"), docker, { mode: 0o755 });
  await writeFile(join(folder, "bin/ssh"), ssh, { mode: 0o755 });
}
