#!/bin/sh
# The first process of a database's image: `database postgresql|mariadb FOLDER`, followed by the declared command of the
# real image, which is passed over. As the real images do, it makes the database that its variables name where the folder
# holds none yet. What Nextcloud and the mail stack would put into theirs at once is one table.
set -eu
kind=$1 data=$2
# The value of a variable, or what lies in the file that it names.
value() {
  if printenv "$1"; then return 0; fi
  file=$(printenv "$1_FILE" || printenv "FILE__$1") && [ -r "$file" ] && cat "$file"
}
# A text between single quotes of SQL.
text() { printf %s "$1" | sed "s/'/''/g"; }

postgresql() {
  user=$(value POSTGRES_USER || echo postgres)
  name=$(value POSTGRES_DB || echo "$user")
  if [ ! -s "$data/PG_VERSION" ]; then
    umask 077
    value POSTGRES_PASSWORD >/tmp/password
    initdb --no-sync --pgdata="$data" --username="$user" --pwfile=/tmp/password --auth-local=trust \
      --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    rm /tmp/password
    echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
    echo "CREATE DATABASE \"$name\"" | postgres --single -D "$data" postgres >/dev/null
  fi
  exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/run/postgresql
}

mariadb_server() {
  mkdir -p "$data" /run/mysqld
  set -- --no-defaults --user=root --datadir="$data" --socket=/run/mysqld/mysqld.sock --bind-address=0.0.0.0 --skip-name-resolve
  if [ ! -d "$data/mysql" ]; then
    mariadb-install-db --no-defaults --force --user=root --datadir="$data" --skip-test-db --auth-root-authentication-method=normal >/dev/null
    name=$(value MYSQL_DATABASE)
    user=$(value MYSQL_USER)
    password=$(text "$(value MYSQL_PASSWORD)")
    root=$(text "$(value MYSQL_ROOT_PASSWORD)")
    umask 077
    cat >/tmp/init.sql <<SQL
CREATE DATABASE \`$name\` CHARACTER SET utf8mb4;
CREATE USER '$user'@'%' IDENTIFIED BY '$password';
CREATE USER '$user'@'localhost' IDENTIFIED BY '$password';
GRANT ALL ON \`$name\`.* TO '$user'@'%';
GRANT ALL ON \`$name\`.* TO '$user'@'localhost';
CREATE TABLE \`$name\`.application (name VARCHAR(64) PRIMARY KEY, value TEXT);
INSERT INTO \`$name\`.application VALUES ('installed', 'true');
ALTER USER root@localhost IDENTIFIED BY '$root';
SQL
    set -- "$@" --init-file=/tmp/init.sql
  fi
  exec mariadbd "$@"
}

case $kind in
  postgresql) postgresql ;;
  mariadb) mariadb_server ;;
  *) exit 64 ;;
esac
