import test, { type ExecutionContext } from "ava";
import type { DatabaseEngine } from "../../../verifications/expectation.ts";
import { digestOf, type Machine, machine, restored, SERVERS } from "./support.ts";

const POSTGRESQL = String.raw`postgresql "$PWD/live/pg"
as_nobody "$bin/createdb" shop
psql -q -d shop -c "CREATE TABLE orders (id serial PRIMARY KEY, text text); INSERT INTO orders (text) SELECT repeat('x', 100) FROM generate_series(1, 20000);
CREATE TABLE users (id int); INSERT INTO users SELECT generate_series(1, 50)"
mkdir dumps
as_nobody "$bin/pg_dump" --create --clean --if-exists shop >dumps/whole
as_nobody "$bin/pg_dump" -Fc shop >dumps/custom
as_nobody "$bin/pg_dump" --exclude-table=users shop >dumps/part
printf 'database\tpostgresql\tshop\ntable\tpublic.orders\t20000\ntable\tpublic.users\t50\n' >dumps/record
cp -a live/pg/data live/running
postgresql_end "$PWD/live/pg"`;

const MARIADB = String.raw`mariadb_in "$PWD/live/my"
sql() { mariadb --no-defaults -uroot -S "$PWD/live/my/sock" "$@"; }
sql -e "CREATE DATABASE shop; USE shop; CREATE TABLE orders (id int PRIMARY KEY AUTO_INCREMENT, text text); INSERT INTO orders (text) SELECT repeat('x', 100) FROM seq_1_to_20000;
CREATE TABLE users (id int); INSERT INTO users SELECT seq FROM seq_1_to_50"
mkdir dumps
dump() { mariadb-dump --no-defaults -uroot -S "$PWD/live/my/sock" --single-transaction "$@"; }
dump --databases shop >dumps/whole
dump shop >dumps/custom
dump shop orders >dumps/part
printf 'database\tmariadb\tshop\ntable\torders\t20000\ntable\tusers\t50\n' >dumps/record
cp -a live/my/data live/running
mariadb_end "$PWD/live/my"`;

/** One dump with its record beside it, as `dumps/NAME`, in an archive of tar. */
const KEPT = `keep() { rm -rf store; mkdir store; cp dumps/record "dumps/$1.record"; tar -czPf store/dumps.tar.gz "$PWD/dumps/$1" "$PWD/dumps/$1.record"; }`;

const ENGINES = [
  ["postgresql", POSTGRESQL, "live/pg/data", "postgres"],
  ["mariadb", MARIADB, "live/my/data", "mariadbd"],
] as const;

for (const [engine, make, data, program] of ENGINES)
  test(`${engine} is opened for real, from dumps and from its files, and each way of losing some of it has its name`, async (t) => {
    t.timeout(600_000);
    const on = await machine(t, program, "tar", "zstd", "psql", "mariadb");
    if (on === undefined) return;
    on.sh(`${SERVERS}\n${make}`);
    const live = digestOf(on.live);
    const dump = (name: string, script: string) => dumped(t, on, engine, name, `${KEPT}\n${script}`);
    const whole = {
      engine,
      name: "shop",
      tables: 2,
      rows: 20_050,
      recorded: { tables: 2, rows: 20_050 },
      problems: [],
    };

    t.deepEqual(await dump("whole.gz", "gzip -k dumps/whole; keep whole.gz"), [whole]);
    t.deepEqual(await dump("custom", "keep custom"), [whole]);
    t.deepEqual(await dump("whole.zst", "zstd -q dumps/whole; keep whole.zst"), [whole]);

    const [cut] = await dump("cut", "head -c 1500000 dumps/whole >dumps/cut; keep cut");
    t.deepEqual(cut?.problems, ["cut-off"]);
    const [cutInGzip] = await dump("cut.gz", "gzip -c dumps/whole | head -c 20000 >dumps/cut.gz; keep cut.gz");
    t.deepEqual(cutInGzip?.problems, ["cut-off"]);
    const [part] = await dump("part", "keep part");
    t.deepEqual([part?.tables, part?.problems], [1, ["table-missing"]]);
    const [fewer] = await dump(
      "custom",
      `sed -i 's/20000$/20001/' dumps/record; keep custom; sed -i 's/20001$/20000/' dumps/record`,
    );
    t.deepEqual(fewer?.problems, ["rows-missing"]);

    on.sh(`rm -rf store; mkdir store; tar -czPf store/live.tar.gz "$PWD/live"`);
    const files = async (source: string) =>
      (await restored(t, on, { tool: "tar", source: `${on.folder}/${source}`, engine })).databases;
    t.deepEqual(await files(data), [{ ...whole, recorded: null }]);
    t.deepEqual(await files("live/running"), [{ ...whole, recorded: null, problems: ["copied-while-running"] }]);
    t.is(digestOf(on.live), live);
  });

async function dumped(t: ExecutionContext, on: Machine, engine: DatabaseEngine, name: string, script: string) {
  on.sh(script);
  const value = await restored(t, on, { tool: "tar", engine, dump: `${on.folder}/dumps/${name}` });
  t.deepEqual([value.problems, value.unopened], [[], 0], name);
  const isWhole = value.databases.every(({ problems }) => problems.length === 0);
  t.true(!isWhole || (value.opening > 0 && value.estimate >= value.opening), name);
  return value.databases;
}

test("SQLite databases are found by their first bytes, whatever they are called, and opened", async (t) => {
  const on = await machine(t, "sqlite3", "tar");
  if (on === undefined) return;
  on.sh(`sqlite3 "live/a name" 'CREATE TABLE one (x); INSERT INTO one VALUES (1), (2); CREATE TABLE "o""dd" (y)'
cp "live/a name" live/bad; dd if=/dev/zero of=live/bad bs=1 seek=4096 count=4096 conv=notrunc status=none
printf 'SQLite format 3 is what this text is about, and it is long enough to be one of them%01000d' 1 >live/text
mkdir store; tar -czPf store/live.tar.gz "$PWD/live"`);
  const value = await restored(t, on, { tool: "tar" });
  t.deepEqual(
    value.databases.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    [
      { engine: "sqlite", name: "a name", tables: 2, rows: 2, recorded: null, problems: [] },
      { engine: "sqlite", name: "bad", tables: 0, rows: 0, recorded: null, problems: ["damaged"] },
    ],
  );
});

test("data of a server that nobody here opens is restored and never said to be opened", async (t) => {
  const on = await machine(t, "tar");
  if (on === undefined) return;
  on.sh(`echo x >live/collection; mkdir store; tar -czPf store/live.tar.gz "$PWD/live"`);
  t.like(await restored(t, on, { tool: "tar", engine: "other" }), {
    problems: [],
    files: 1,
    databases: [],
    unopened: 1,
  });
});

test("what a dump tells the client to run reaches nothing but the scratch folder", async (t) => {
  t.timeout(300_000);
  const on = await machine(t, "postgres", "tar");
  if (on === undefined) return;
  on.sh(`mkdir dumps store outside; chmod 777 outside live
{ echo "\\! echo x >$PWD/live/written"; echo "\\! echo x >$PWD/store/written"; echo "COPY (SELECT 1) TO PROGRAM 'echo x >$PWD/live/copied';"
echo "-- PostgreSQL database dump complete"; } >dumps/evil; chmod 777 store; tar -czPf store/dumps.tar.gz "$PWD/dumps/evil"`);
  const before = digestOf(on.live);
  await restored(t, on, { tool: "tar", engine: "postgresql", dump: `${on.folder}/dumps/evil` });
  t.is(digestOf(on.live), before);
  t.is(on.sh("ls store"), "dumps.tar.gz\n");
});
