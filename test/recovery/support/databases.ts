import { execFile, spawn } from "node:child_process";
import { chown, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type Absent, absent } from "../../../toolchain/absent.ts";
import { findOnPath } from "../../../toolchain/path.ts";

const execute = promisify(execFile);
const POSTGRESQL = "/usr/lib/postgresql/15/bin";
const PROGRAMS = ["restic", "borg", "mariadbd", "mariadb-install-db", "mariadb", "runuser", "flock", "openssl"];

/** Real database servers in a scratch folder, without any network. */
export interface Servers {
  /** Folder of PostgreSQL's socket, and the socket of MariaDB. */
  readonly postgresql: string;
  readonly mariadb: string;
  /** Runs statements. */
  psql(database: string, statements: string): Promise<string>;
  sql(statements: string): Promise<string>;
  stop(): Promise<void>;
}

export const ROOT_PASSWORD = "only 'here' \"and\" $now";

/** What this machine lacks; undefined where it lacks nothing. */
export async function lacking(): Promise<Absent | undefined> {
  if (process.getuid?.() !== 0) return absent("backups: need root, and this user is not root.");
  for (const program of PROGRAMS)
    if (!(await findOnPath(program, `${process.env.PATH}:/usr/sbin`)))
      return absent(`${program}: is not on PATH. Run \`apt-get install restic borgbackup mariadb-server postgresql\`.`);
  if (!(await stat(`${POSTGRESQL}/initdb`).catch(() => undefined)))
    return absent("PostgreSQL 15: is not installed. Run `apt-get install postgresql`.");
  return undefined;
}

/** Starts both, with a database `odoo` of 3 and 100 rows and a database `nextcloud` of 2 and 50. */
export async function startServers(folder: string): Promise<Servers> {
  const [postgresql, mariadb] = await Promise.all([startPostgresql(folder), startMariadb(folder)]);
  const psql = async (database: string, statements: string) =>
    (
      await execute("psql", [
        ...["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", postgresql.socket, "-U", "odoo", "-d", database],
        ...["-c", statements],
      ])
    ).stdout;
  const sql = async (statements: string) =>
    (
      await execute(
        "mariadb",
        ["--socket", mariadb.socket, "--user=root", "--batch", "--skip-column-names", "-e", statements],
        {
          env: { ...process.env, MYSQL_PWD: ROOT_PASSWORD },
        },
      )
    ).stdout;
  await Promise.all([
    psql(
      "odoo",
      "CREATE TABLE res_users (id int, login text); INSERT INTO res_users VALUES (1, 'admin'), (2, 'o''hara'), (3, E'tab\\there'); CREATE SCHEMA hr; CREATE TABLE hr.\"Odd name\" AS SELECT g AS id, repeat('x', 200) AS text FROM generate_series(1, 100) g",
    ),
    sql(
      "CREATE DATABASE nextcloud; USE nextcloud; CREATE TABLE oc_users (uid VARCHAR(64), note TEXT); INSERT INTO oc_users VALUES ('ada', 'line\nbreak'), ('bob', NULL); CREATE TABLE `odd ``name` AS SELECT seq AS id, REPEAT('y', 200) AS text FROM seq_1_to_50",
    ),
  ]);
  return {
    ...{ postgresql: postgresql.socket, mariadb: mariadb.socket, psql, sql },
    async stop() {
      await Promise.all([postgresql.stop(), mariadb.stop()]);
    },
  };
}

interface Server {
  readonly socket: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
async function startPostgresql(folder: string): Promise<Server> {
  const own = join(folder, "postgresql");
  await mkdir(own, { mode: 0o755 });
  const { stdout } = await execute("id", ["-u", "postgres"]);
  await chown(own, Number(stdout), 0);
  const data = join(own, "data");
  const as = (program: string, ...args: string[]) =>
    execute("runuser", ["-u", "postgres", "--", `${POSTGRESQL}/${program}`, ...args], { cwd: "/" });
  await as("initdb", "--no-sync", "--auth=trust", "--username=odoo", "--encoding=UTF8", "--locale=C", "-D", data);
  const options = `-k ${own} -c listen_addresses= -c fsync=off -c shared_buffers=16MB`;
  await as("pg_ctl", "start", "--wait", "-D", data, "-l", join(own, "log"), "-o", options);
  await execute("createdb", ["-h", own, "-U", "odoo", "odoo"]);
  return {
    socket: own,
    stop: async () => void (await as("pg_ctl", "stop", "--mode=immediate", "-D", data)),
  };
}

async function startMariadb(folder: string): Promise<Server> {
  const own = join(folder, "mariadb");
  await mkdir(own);
  const data = join(own, "data");
  const socket = join(own, "socket");
  // Servers that start at once trip over each other's files in a folder that they share.
  const temporary = `--tmpdir=${own}`;
  await execute("mariadb-install-db", [
    ...["--no-defaults", "--user=root", `--datadir=${data}`, temporary, "--skip-test-db"],
  ]);
  const password = ROOT_PASSWORD.replaceAll("'", "''");
  await writeFile(join(own, "init.sql"), `ALTER USER root@localhost IDENTIFIED BY '${password}';\n`);
  const server = spawn(
    "mariadbd",
    [
      ...["--no-defaults", "--user=root", `--datadir=${data}`, temporary, `--socket=${socket}`, "--skip-networking"],
      ...[
        `--init-file=${join(own, "init.sql")}`,
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=16M",
      ],
    ],
    { stdio: "ignore" },
  );
  for (const deadline = Date.now() + 60_000; ; await sleep(100)) {
    const answer = await execute("mariadb", ["--socket", socket, "--user=root", "-e", "SELECT 1"], {
      env: { ...process.env, MYSQL_PWD: ROOT_PASSWORD },
    }).catch(() => undefined);
    if (answer !== undefined) break;
    if (Date.now() > deadline || server.exitCode !== null) throw new Error("mariadbd does not come up");
  }
  return {
    socket,
    stop: () =>
      new Promise<void>((resolve) => {
        server.once("exit", () => resolve());
        server.kill("SIGKILL");
      }),
  };
}
