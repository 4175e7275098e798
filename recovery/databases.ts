/**
 * Parts of the job that ask databases. Each runs in the database's own container with the credentials that lie there,
 * so that no password passes the job, an argument of a program of the host, or a log. `count` prints the record (see
 * model/backup.ts), `dump` the dump, and `load` takes one.
 */

/** Has a database do one of these: `$1` engine, `$2` what, `$3` container. */
export const ASK = `database() { docker exec -i "$3" sh -c "$("$1_script")" sh "$2"; }
`;

/** The server's own user comes in over the local socket, as the images let it, or with the container's password. */
export const POSTGRESQL = String.raw`postgresql_script() {
  cat <<'END'
set -euf
PGUSER=$(printenv POSTGRES_USER || echo postgres)
export PGUSER PGDATABASE=postgres PGAPPNAME=readiness-backup
if PGPASSWORD=$(printenv POSTGRES_PASSWORD); then export PGPASSWORD
elif file=$(printenv POSTGRES_PASSWORD_FILE) && [ -r "$file" ]; then PGPASSWORD=$(cat "$file"); export PGPASSWORD
else unset PGPASSWORD
fi
ask() { psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"; }
tables="FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'"
names=$(ask -c "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'postgres' ORDER BY 1")
[ "$(ask -c "SELECT count(*) $tables")" = 0 ] || names="$names
postgres"
IFS='
'
case "$1" in
  count)
    for name in $names; do
      printf 'database\tpostgresql\t%s\n' "$name"
      printf '%s\n\\gexec\n' "SELECT format('SELECT %L || count(*) FROM %I.%I',
        E'table\t' || n.nspname || '.' || c.relname || E'\t', n.nspname, c.relname) $tables ORDER BY n.nspname, c.relname" |
        ask --dbname="$name"
    done
    ;;
  dump)
    # A role that is there already stays, with its password.
    roles=$(pg_dumpall --roles-only --no-role-passwords)
    printf '%s\n' "$roles" |
      sed 's/^CREATE ROLE \(.*\);$/DO $role$ BEGIN CREATE ROLE \1; EXCEPTION WHEN duplicate_object THEN NULL; END $role$;/'
    for name in $names; do
      if [ "$name" = postgres ]; then
        printf '\\connect postgres\n'
        pg_dump --clean --if-exists postgres
      else
        pg_dump --create --clean --if-exists "$name"
      fi
    done
    ;;
  load) ask >/dev/null ;;
  ready) ;;
esac
END
}
postgresql_ends() { tail -c 4096 "$1" | grep -q 'PostgreSQL database dump complete'; }
`;

/** MariaDB and MySQL, as root where the container knows root's password. */
export const MARIADB = String.raw`mariadb_script() {
  cat <<'END'
set -euf
client=$(command -v mariadb || command -v mysql)
# Prints the password that the container was given under that name, as a value or as a file.
password() {
  if printenv "$1"; then return 0; fi
  file=$(printenv "$1_FILE" || printenv "FILE__$1") && [ -r "$file" ] && cat "$file"
}
user=root
MYSQL_PWD=$(password MARIADB_ROOT_PASSWORD || password MYSQL_ROOT_PASSWORD) || {
  user=$(printenv MARIADB_USER || printenv MYSQL_USER) && MYSQL_PWD=$(password MARIADB_PASSWORD || password MYSQL_PASSWORD)
} || { echo "the container holds no login for its database" >&2; exit 1; }
export MYSQL_PWD
ask() { "$client" --user="$user" --batch --skip-column-names "$@"; }
names=$(ask --execute="SELECT schema_name FROM information_schema.schemata
  WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') ORDER BY 1")
[ -n "$names" ] || [ "$1" = load ] || [ "$1" = ready ] || { echo "the server holds no database" >&2; exit 1; }
IFS='
'
case "$1" in
  count)
    for name in $names; do
      printf 'database\tmariadb\t%s\n' "$name"
      counts=$(ask --database="$name" --execute="SELECT CONCAT('SELECT ''table'', ', QUOTE(table_name), ', COUNT(*) FROM \`',
        REPLACE(table_name, '\`', '\`\`'), '\`;') FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name")
      printf '%s\n' "$counts" | ask --database="$name"
    done
    ;;
  dump)
    # shellcheck disable=SC2086 # every name is a word of its own
    "$(command -v mariadb-dump || command -v mysqldump)" --user="$user" --single-transaction --quick --routines --events \
      --triggers --hex-blob --default-character-set=utf8mb4 --databases $names
    ;;
  ready) ;;
  load) "$client" --user="$user" --batch --default-character-set=utf8mb4 >/dev/null ;;
esac
END
}
mariadb_ends() { tail -c 4096 "$1" | grep -q '^-- Dump completed'; }
`;

/** MongoDB writes an archive of its own kind; nobody counts its documents. */
export const MONGODB = String.raw`mongodb_script() {
  cat <<'END'
set -eu
case "$1" in
  dump) set -- mongodump --quiet --archive ;;
  ready) set -- mongosh --quiet --eval 'db.hello().isWritablePrimary' ;;
  load) set -- mongorestore --quiet --archive --drop ;;
  *) exit 64 ;;
esac
user=$(printenv MONGO_INITDB_ROOT_USERNAME) || exec "$@"
if password=$(printenv MONGO_INITDB_ROOT_PASSWORD); then :
elif file=$(printenv MONGO_INITDB_ROOT_PASSWORD_FILE) && [ -r "$file" ]; then password=$(cat "$file")
fi
# In a file: everybody on the host could read it among the arguments.
umask 077
config=/tmp/readiness-mongo.$$
trap 'rm -f "$config"' EXIT
printf 'password: "%s"\n' "$(printf %s "$password" | sed 's/[\\"]/\\&/g')" >"$config"
"$@" --username "$user" --authenticationDatabase admin --config "$config"
END
}
mongodb_ends() { [ -s "$1" ]; }
`;

/** Redis hands out its data as a replica gets it; the password is the one that the container itself goes in with. */
export const REDIS = `redis_script() {
  cat <<'END'
set -eu
REDISCLI_AUTH=$(printenv REDISCLI_AUTH || printenv REDISPASS || printenv REDIS_PASSWORD || true)
export REDISCLI_AUTH
redis-cli --rdb - 2>/dev/null
END
}
redis_ends() { [ "$(head -c 5 "$1")" = REDIS ]; }
`;
