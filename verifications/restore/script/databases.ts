/**
 * `open_database` starts a server of the engine on what came back, or loads the dump into a fresh one, and counts. It
 * runs in a container of the declared image where the host has that, else as the host's own program; in both without a
 * network, as a user of its own, and on nothing but the scratch folder.
 */
const SERVING = String.raw`D=$folder/db
container=readiness-drill-$ID
if [ -n "$IMAGE" ] && has docker && engine image inspect "$IMAGE" >/dev/null 2>&1; then where=container; else where=host; fi
# Before anything is started: what clears up after us waits for this lock, and holds it while it ends our processes.
[ $where = host ] || : >"$folder/.engine"
# $1 what runs as the server, then its words
serve() {
  script=$1
  shift
  mkdir -m 700 "$D/run" "$D/tmp" && chown $user:$user "$D/run" "$D/tmp"
  case $where in
    container)
      flock "$folder/.engine" timeout 60 docker run --detach --pull never --name "$container" --label "readiness.drill=$ID" --label "readiness.drill.folder=$folder" \
        --network none --user "$user:$user" --cap-drop ALL --security-opt no-new-privileges --memory 2g --pids-limit 1024 \
        --log-driver none --env HOME="$D" --env TMPDIR="$D/tmp" --volume "$D:$D" --volume "$folder/files:$folder/files" \
        --volume "$folder/passwd:/etc/passwd:ro" \
        --volume "$folder/group:/etc/group:ro" --entrypoint sh "$IMAGE" -c "$script" server "$@" </dev/null >/dev/null 2>>"$folder/said" || refused no-engine ;;
    host)
      boxed sh -c "$script" server "$@" &
      server=$! ;;
  esac
}
alive() {
  case $where in
    container) [ "$(engine container inspect --format '{{.State.Running}}' "$container" 2>/dev/null)" = true ] ;;
    host) kill -0 "$server" 2>/dev/null ;;
  esac
}
# A program beside the server, with our input; without the end that engine() puts to it, since a load may last.
client() {
  case $where in
    container) docker exec -i "$container" "$@" ;;
    host) boxed "$@" ;;
  esac
}
# $1 what asks whether it answers
await() {
  tries=0
  until "$1" >/dev/null 2>&1; do
    alive || return 1
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || return 1
    sleep 0.2
  done
}
in_log() { [ -f "$D/log" ] && [ ! -L "$D/log" ] && grep -qE "$1" "$D/log"; }
# The folder in what came back in which a file of this name lies: the server's own.
folder_of() { find "$back" -maxdepth 4 -name "$1" -type f -print 2>/dev/null | awk '{ print length($0) "\t" $0 }' | sort -n | head -n 1 | cut -f 2; }
unpacked_dump() {
  case $(head -c 4 -- "$1" | od -An -v -tx1 | tr -d ' \n') in
    1f8b*) gzip -dc <"$1" ;;
    28b52ffd) zstd -dcq <"$1" ;;
    fd377a58) xz -dc <"$1" ;;
    *) cat <"$1" ;;
  esac
}
# Reads a dump once in full: its size, its first and its last words.
look_at_dump() {
  rm -f "$folder/stream"
  mkfifo "$folder/stream"
  tail -c 8192 <"$folder/stream" >"$folder/end" &
  tailing=$!
  : >"$folder/said"
  { unpacked_dump "$1" 2>>"$folder/said"; echo $? >"$folder/status"; } | tee "$folder/stream" | wc -c >"$folder/bytes"
  wait $tailing
  unpacked_dump "$1" 2>/dev/null | head -c 65536 | tr -d '\000' >"$folder/begin"
  if [ "$(cat "$folder/status")" != 0 ]; then
    case $(complaint) in no-room) refused no-room ;; cut-off) say problem cut-off ;; *) say problem damaged ;; esac
    return 1
  fi
}
# The only database that was recorded names that of a dump that names none.
into() { name=$([ -z "$recorded" ] || awk -F '\t' '$1 == "database" { print $3; count++ } END { exit count != 1 }' "$recorded" | grep -xE '[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}'); printf '%s\n' "$name" | grep . || echo restored; }
opened() { say opening $(($(hundredths) - opening)); }
`.replaceAll("\\${", "${");

const POSTGRESQL = String.raw`SERVER='
exec >"$1/log" 2>&1
for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V) \${3:+/usr/lib/postgresql/"$3"/bin}; do PATH=$bin:$PATH; done
cd "$1" || exit 1
umask 077
printf "local all all trust\n" >hba
: >ident
{
  printf "listen_addresses = %s%s\n" "$4" "$4"
  printf "unix_socket_directories = %s%s/run%s\n" "$4" "$1" "$4"
  printf "data_directory = %s%s%s\nhba_file = %s%s/hba%s\nident_file = %s%s/ident%s\n" "$4" "$2" "$4" "$4" "$1" "$4" "$4" "$1" "$4"
  printf "%s\n" "fsync = off" "full_page_writes = off" "autovacuum = off" "shared_buffers = 64MB" "max_connections = 20" \
    "dynamic_shared_memory_type = mmap" "max_wal_size = 256MB" "wal_level = minimal" "max_wal_senders = 0" "archive_mode = off"
} >conf
if [ "$2" = "$1/data" ]; then
  initdb -D "$2" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N || exit 1
  echo postgres >superuser
else
  pg_controldata -D "$2" >control
  rm -f "$2/postgresql.auto.conf" "$2/postmaster.pid" "$2/standby.signal" "$2/recovery.signal"
  chmod -R u+rwX "$2" && chmod 700 "$2" || exit 1
  # What it was started with belongs to its own host.
  sed -i "s/^wal_level.*//; s/^max_wal_senders.*//" conf
  echo "SELECT rolname FROM pg_authid WHERE oid = 10" | postgres --single -D "$2" -c config_file="$1/conf" template1 |
    sed -n "s/.*rolname = \"\([^\"]*\)\".*/\1/p" >superuser
  [ -s superuser ] || exit 1
fi
exec postgres -D "$2" -c config_file="$1/conf"'
CLIENT='
for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V); do PATH=$bin:$PATH; done
export PGHOST="$1/run" PGUSER="$(cat "$1/superuser")" PGCONNECT_TIMEOUT=10
shift
exec "$@"'
pg() { client sh -c "$CLIENT" client "$D" "$@"; }
answers() { pg psql -X -A -t -d template1 -c 'SELECT 1' </dev/null; }
TABLES="FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
open_database() {
  opening=$(hundredths)
  data=$D/data version=
  if [ -n "$DUMP" ]; then
    look_at_dump "$back" || return 0
    enough_room $(($(cat "$folder/bytes") * 3 + 67108864))
    custom=
    if head -c 5 "$folder/begin" | grep -qx PGDMP; then custom=1
    elif ! grep -qE 'PostgreSQL database (cluster )?dump complete' "$folder/end"; then say problem cut-off
    fi
  else
    file=$(folder_of PG_VERSION)
    [ -n "$file" ] || { say problem does-not-open; return; }
    data=$(dirname -- "$file") version=$(head -c 8 "$file" | tr -dc '0-9.')
  fi
  [ $where = container ] || [ -n "$(ls -d /usr/lib/postgresql/\${version:-*}/bin 2>/dev/null)" ] || { say unopened 1; return; }
  serve "$SERVER" "$D" "$data" "$version" "'"
  if ! await answers; then
    if in_log 'No space left'; then refused no-room; fi
    if [ -n "$DUMP" ]; then refused no-engine; fi
    if in_log 'incompatible with (this version|server)'; then say unopened 1; return; fi
    say problem does-not-open
    return
  fi
  if [ -z "$DUMP" ] && [ "$CONSISTENT" != snapshot ] && [ ! -e "$data/backup_label.old" ] &&
    ! grep -qE '^Database cluster state: +shut down' "$D/control"; then say problem copied-while-running; fi
  if [ -n "$DUMP" ]; then
    name=$(into)
    if [ -n "$custom" ]; then
      pg createdb "$name" </dev/null 2>/dev/null
      unpacked_dump "$back" | pg pg_restore --no-owner --no-privileges -d "$name" >/dev/null 2>"$folder/load"
    elif grep -qE '^(CREATE DATABASE|\\connect) ' "$folder/begin" || grep -q 'cluster dump' "$folder/begin"; then
      unpacked_dump "$back" | pg psql -X -q -d postgres >/dev/null 2>"$folder/load"
    else
      pg createdb "$name" </dev/null 2>/dev/null
      unpacked_dump "$back" | pg psql -X -q -d "$name" >/dev/null 2>"$folder/load"
    fi
    if grep -q 'No space left' "$folder/load" || in_log 'No space left'; then refused no-room; fi
    if grep -qE 'invalid locale name|extension ".*" is not available' "$folder/load"; then say unopened 1; return; fi
    if grep -qE 'unexpected end of file|could not read from input file' "$folder/load"; then say problem cut-off
    elif grep -E '(ERROR|FATAL|PANIC|error): ' "$folder/load" | grep -qvE 'role ".*" (already exists|does not exist)|database ".*" already exists|schema "public" already exists|current user cannot be dropped|unrecognized configuration parameter|errors ignored on restore'
    then say problem damaged; fi
  fi
  pg psql -X -A -t -d template1 -c 'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1' </dev/null >"$folder/names" 2>/dev/null
  while IFS= read -r name; do
    printf "%s\n\\gexec\n" "SELECT format('SELECT %L || count(*) FROM %I.%I', E'table\t' || n.nspname || '.' || c.relname || E'\t', n.nspname, c.relname) $TABLES ORDER BY n.nspname, c.relname" |
      pg env PGOPTIONS='-c enable_indexscan=off -c enable_indexonlyscan=off' psql -X -q -A -t -d "$name" >"$folder/counts" 2>"$folder/counting"
    if [ -s "$folder/counting" ]; then say problem damaged; fi
    if [ "$name" = postgres ] && [ ! -s "$folder/counts" ]; then continue; fi
    say found database postgresql "$name"
    sed "s/^/found$TAB/" "$folder/counts"
  done <"$folder/names"
  opened
}
`.replaceAll("\\${", "${");

const MARIADB = String.raw`SERVER='
exec >"$1/log" 2>&1
PATH=$PATH:/usr/sbin:/sbin
cd "$1" || exit 1
umask 077
daemon=$(command -v mariadbd || command -v mysqld)
if [ "$2" = "$1/data" ]; then
  mkdir "$2"
  if command -v mariadb-install-db >/dev/null; then
    mariadb-install-db --no-defaults --datadir="$2" --tmpdir="$1/tmp" --auth-root-authentication-method=normal --skip-test-db >/dev/null || exit 1
  else "$daemon" --no-defaults --initialize-insecure --datadir="$2" --tmpdir="$1/tmp" || exit 1; fi
else chmod -R u+rwX "$2" || exit 1; fi
exec "$daemon" --no-defaults --datadir="$2" --tmpdir="$1/tmp" --socket="$1/run/sock" --pid-file="$1/run/pid" --skip-networking \
  --skip-grant-tables --skip-log-bin --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --max-allowed-packet=1G'
CLIENT='
D=$1
shift
exec "$(command -v mariadb || command -v mysql)" --no-defaults --socket="$D/run/sock" --max-allowed-packet=1G --batch --skip-column-names "$@"'
sql() { client sh -c "$CLIENT" client "$D" "$@"; }
answers() { sql --execute='SELECT 1' </dev/null; }
OWN="('information_schema', 'performance_schema', 'mysql', 'sys')"
open_database() {
  opening=$(hundredths)
  data=$D/data
  if [ -n "$DUMP" ]; then
    look_at_dump "$back" || return 0
    enough_room $(($(cat "$folder/bytes") * 3 + 134217728))
    grep -q '^-- Dump completed' "$folder/end" || say problem cut-off
  else
    file=$(folder_of ibdata1)
    [ -n "$file" ] || { say problem does-not-open; return; }
    data=$(dirname -- "$file")
  fi
  [ $where = container ] || has mariadbd || has mysqld || { say unopened 1; return; }
  serve "$SERVER" "$D" "$data"
  if ! await answers; then
    if in_log 'No space left|Disk is full|errno: 28'; then refused no-room; fi
    if [ -n "$DUMP" ]; then refused no-engine; fi
    if in_log 'Unsupported redo log|[Dd]owngrad|Invalid flags 0x'; then say unopened 1; return; fi
    say problem does-not-open
    return
  fi
  if [ -z "$DUMP" ] && [ "$CONSISTENT" != snapshot ] && in_log 'Starting crash recovery|was not shut ?down normally'; then say problem copied-while-running; fi
  if [ -n "$DUMP" ]; then
    name=$(into)
    if grep -qE '^USE ' "$folder/begin"; then set --; else
      sql --execute="CREATE DATABASE IF NOT EXISTS \`$name\`" </dev/null
      set -- --database="$name"
    fi
    if ! unpacked_dump "$back" | sql --default-character-set=utf8mb4 "$@" >/dev/null 2>"$folder/load"; then
      if grep -qE 'No space left|is full' "$folder/load" || in_log 'No space left|Disk is full'; then refused no-room; fi
      say problem damaged
    fi
  fi
  sql --execute="SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN $OWN ORDER BY 1" </dev/null >"$folder/names" 2>/dev/null
  while IFS= read -r name; do
    sql --database="$name" --execute="SELECT CONCAT('CHECK TABLE \`', REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'" </dev/null >"$folder/queries" 2>/dev/null
    sql --database="$name" --force <"$folder/queries" 2>/dev/null | awk -F '\t' 'tolower($3) == "error" || ($3 == "status" && $4 != "OK" && $4 !~ /up to date/) { bad = 1 } END { exit !bad }' && say problem damaged
    sql --database="$name" --execute="SELECT CONCAT('SELECT ''table'', ', QUOTE(table_name), ', COUNT(*) FROM \`', REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name" </dev/null >"$folder/queries" 2>/dev/null
    sql --database="$name" --force <"$folder/queries" >"$folder/counts" 2>"$folder/counting"
    if [ -s "$folder/counting" ]; then say problem damaged; fi
    if [ "$name" = restored ] && [ ! -s "$folder/counts" ]; then continue; fi
    say found database mariadb "$name"
    sed "s/^/found$TAB/" "$folder/counts"
  done <"$folder/names"
  opened
}
`.replaceAll("\\${", "${");

export const DATABASES = {
  postgresql: SERVING + POSTGRESQL,
  mariadb: SERVING + MARIADB,
} as const;
