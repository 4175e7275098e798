import { join } from "node:path";
import test from "ava";
import { withImage } from "./image.ts";
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

test("where the host has the declared image, the database is opened in a container of it, and the container goes with the drill", async (t) => {
  t.timeout(600_000);
  const on = await machine(t, "postgres", "mariadbd", "busybox", "docker");
  if (on === undefined) return;
  const image = await withImage(t, on);
  if (image === undefined) return;
  const { docker, env } = image;
  on.sh(`${SERVERS}\n${MAKE}`);
  // Asked of the daemon afterwards: a look now and then misses a container that is gone within a moment.
  const startedSince = (from: number) => {
    const within = ["--since", `${from / 1000}`, "--until", `${Date.now() / 1000}`];
    const drills = ["--filter", "label=readiness.drill", "--filter", "event=start"];
    return docker("events", ...within, ...drills, "--format", "{{.ID}}")
      .split("\n")
      .filter(Boolean).length;
  };
  const environment = { ...process.env };
  Object.assign(process.env, env);
  t.teardown(() => {
    for (const name of Object.keys(env))
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
