import { access, cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Absent, absent } from "../../toolchain/absent.ts";
import { findOnPath } from "../../toolchain/path.ts";
import { copyWithLibraries } from "./libraries.ts";

/** Images that are real database servers where the lab has real databases, and how each is started. */
const SERVERS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["/bin/database", "postgresql", "/var/lib/postgresql/data"],
  mariadb: ["/bin/database", "mariadb", "/var/lib/mysql"],
  "lscr.io/linuxserver/mariadb": ["/bin/database", "mariadb", "/config/databases"],
};

/** The first process of the image of a database; undefined for any other image. */
export function serverOf(repository: string): readonly string[] | undefined {
  return Object.hasOwn(SERVERS, repository) ? SERVERS[repository] : undefined;
}

const POSTGRESQL = "/usr/lib/postgresql/15";
const SHARED = ["/usr/share/postgresql/15", "/usr/share/mysql", "/usr/lib/locale/C.utf8", "/usr/share/zoneinfo/Etc"];
const OF_POSTGRESQL = [
  ...["postgres", "initdb", "pg_ctl", "psql", "createdb", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready"],
  "pg_controldata",
];
const OF_MARIADB = ["mariadbd", "mariadb", "mariadb-dump", "mariadb-install-db", "my_print_defaults", "resolveip"];

/** The programs of the databases on this machine, or what it lacks. */
export async function findDatabases(): Promise<readonly string[] | Absent> {
  const found = await Promise.all(OF_MARIADB.map((name) => findOnPath(name, `${process.env.PATH}:/usr/sbin`)));
  const programs = [...OF_POSTGRESQL.map((name) => `${POSTGRESQL}/bin/${name}`), ...(found as string[])];
  for (const program of [...programs, ...SHARED])
    if (
      program === undefined ||
      !(await access(program).then(
        () => true,
        () => false,
      ))
    )
      return absent(
        "lab: there are no databases to take into images. Run `apt-get install --no-install-recommends mariadb-server postgresql`.",
      );
  return programs;
}

/** Fills the layer that has both servers, as Debian builds them, and their clients in place of the stand-ins. */
export async function fillDatabases(root: string, programs: readonly string[]): Promise<void> {
  for (const folder of ["bin", "etc", "run/mysqld", "var/lib/mysql"])
    await mkdir(join(root, folder), { recursive: true });
  for (const folder of ["run/postgresql", "var/lib/postgresql/data"])
    await mkdir(join(root, folder), { recursive: true });
  for (const program of programs) {
    const own = program.startsWith(POSTGRESQL) ? dirname(program) : "/bin";
    await copyWithLibraries(root, program, own);
    if (own !== "/bin") await symlink(program, join(root, "bin", basename(program)));
  }
  // Where programs look for others, whatever PATH says.
  await mkdir(join(root, "usr/sbin"), { recursive: true });
  await symlink("../../bin/mariadbd", join(root, "usr/sbin/mariadbd"));
  await mkdir(join(root, "var"), { recursive: true });
  await symlink("../run", join(root, "var/run"));
  await symlink("mariadb-dump", join(root, "bin/mysqldump"));
  await symlink("mariadb", join(root, "bin/mysql"));
  for (const name of await readdir(`${POSTGRESQL}/lib`))
    if (/^(plpgsql|dict_snowball|utf8_and_\w+)\.so$/.test(name))
      await copyWithLibraries(root, `${POSTGRESQL}/lib/${name}`, `${POSTGRESQL}/lib`);
  for (const folder of SHARED) await cp(folder, join(root, folder), { recursive: true, dereference: true });
  await cp(join(import.meta.dirname, "database.sh"), join(root, "bin/database"));
  await writeFile(
    join(root, "etc/passwd"),
    "root:x:0:0::/:/bin/sh\npostgres:x:70:70::/tmp:/bin/sh\nmysql:x:999:999::/tmp:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n",
  );
  await writeFile(join(root, "etc/group"), "root:x:0:\npostgres:x:70:\nmysql:x:999:\nnogroup:x:65534:\n");
}

/** What a dump needs in every image: a program that Debian's busybox lacks, and dumps of servers that are stood in for. */
export async function fillForDumps(root: string): Promise<void> {
  await copyWithLibraries(root, "/usr/bin/printenv");
  const programs = {
    mongodump: "echo 'archive of a stand-in'\n",
    mongorestore: "exec cat >/dev/null\n",
    "redis-cli": `[ "$1" = --rdb ] || exec /bin/stand-in redis-cli "$@"\nprintf REDIS0011\n`,
  };
  for (const [name, text] of Object.entries(programs)) {
    await rm(join(root, "bin", name), { force: true });
    await writeFile(join(root, "bin", name), `#!/bin/sh\n${text}`, { mode: 0o755 });
  }
}

/** Folders of the layer that any user of a server writes; modes are lost on the way into an archive otherwise. */
export const OPEN_FOLDERS = ["run/postgresql", "run/mysqld", "var/lib/postgresql/data"];
