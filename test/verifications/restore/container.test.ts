import { execFileSync } from "node:child_process";
import { join } from "node:path";
import test from "ava";
import { needDockerd } from "../../engine/support/requirements.ts";
import { machine, restored, SERVERS } from "./support.ts";

const MAKE = String.raw`postgresql "$PWD/live/pg"
psql -q -d postgres -c 'CREATE TABLE orders (x int); INSERT INTO orders SELECT generate_series(1, 500)'
mkdir dumps store
{ echo '\! docker ps >dumps/seen 2>&1'; as_nobody "$bin/pg_dump" postgres; } >dumps/pg.sql
postgresql_end "$PWD/live/pg"
printf 'database\tpostgresql\tpostgres\ntable\tpublic.orders\t500\n' >dumps/pg.sql.record
printf 'CREATE TABLE orders (x int);\nINSERT INTO orders VALUES (1), (2);\n-- Dump completed\n' >dumps/my.sql
printf 'database\tmariadb\tshop\ntable\torders\t2\n' >dumps/my.sql.record
tar -czPf store/all.tar.gz "$PWD/dumps" "$PWD/live"`;

/** Both servers as this machine has them, with what they are linked to, and the programs of busybox. */
const IMAGE = String.raw`mkdir -p image/bin image/usr image/tmp image/etc
ln -s ../bin image/usr/bin
ln -s ../bin image/usr/sbin
cp "$(command -v busybox)" image/bin/busybox
for name in $(busybox --list); do [ -e "image/bin/$name" ] || ln -s busybox "image/bin/$name"; done
programs=
for name in mariadbd mariadb mariadb-install-db my_print_defaults resolveip; do
  program=$(PATH=$PATH:/usr/sbin command -v $name)
  cp -L "$program" image/bin/
  programs="$programs $program"
done
pg=$(ls -d /usr/lib/postgresql/* | sort -V | tail -n 1)
cp -L --parents "$pg"/bin/* "$pg"/lib/plpgsql.so "$pg"/lib/dict_snowball.so image
cp -rL --parents "/usr/share/postgresql/$(basename "$pg")" /usr/share/mysql /usr/lib/locale/C.utf8 /usr/share/zoneinfo/Etc image
for library in $(ldd $programs "$pg"/bin/postgres "$pg"/bin/psql "$pg"/lib/*.so 2>/dev/null | grep -o '/[^ ]*\.so[^ ]*' | sort -u); do
  case $library in "$pg"*) ;; *) cp -L --parents "$library" image ;; esac
done
tar -C image -cf image.tar .`;

test("where the host has the declared image, the database is opened in a container of it, and the container goes with the drill", async (t) => {
  t.timeout(600_000);
  const on = await machine(t, "postgres", "mariadbd", "busybox", "docker");
  if (on === undefined) return;
  const dockerd = await needDockerd(t);
  if (dockerd === undefined) return;
  on.sh(`${SERVERS}\n${MAKE}`);
  const docker = (...words: string[]) =>
    execFileSync("docker", words, { env: { ...process.env, ...dockerd.env }, encoding: "utf8" });
  on.sh(IMAGE);
  docker("import", join(on.folder, "image.tar"), "none:1");
  // Asked of the daemon afterwards: a look now and then misses a container that is gone within a moment.
  const startedSince = (from: number) => {
    const within = ["--since", `${from / 1000}`, "--until", `${Date.now() / 1000}`];
    const drills = ["--filter", "label=readiness.drill", "--filter", "event=start"];
    return docker("events", ...within, ...drills, "--format", "{{.ID}}")
      .split("\n")
      .filter(Boolean).length;
  };
  const environment = { ...process.env };
  Object.assign(process.env, dockerd.env);
  t.teardown(() => {
    for (const name of Object.keys(dockerd.env))
      if (environment[name] === undefined) delete process.env[name];
      else process.env[name] = environment[name];
  });
  const dumps = join(on.folder, "dumps");
  const cases = [
    { engine: "postgresql", dump: join(dumps, "pg.sql"), name: "postgres", rows: 500 },
    { engine: "postgresql", source: join(on.live, "pg/data"), name: "postgres", rows: 500 },
    { engine: "mariadb", dump: join(dumps, "my.sql"), name: "shop", rows: 2 },
  ] as const;
  for (const { name, rows, ...how } of cases) {
    const before = Date.now();
    const { databases, unopened } = await restored(t, on, { tool: "tar", ...how });
    t.like(databases[0], { name, tables: 1, rows, problems: [] }, JSON.stringify(databases));
    t.is(unopened, 0);
    t.is(startedSince(before), 1, `${name} was opened in a container`);
    t.is(docker("ps", "-aq", "--filter", "label=readiness.drill"), "");
  }
});
