import { bind, dump, notNeeded, readOnly, secret, shell, volume } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { CONFIGURATION, twiceADay } from "../../shared/backup.ts";
import { DATABASE_SOCKET, mailData, type Part, REDIS, RESOLVER } from "./service.ts";

/** mysql in the Debian image, to which its entrypoint changes. */
const MARIADB = 999;

/** What every other part of the mail stack stands on: database, state, cache, names. */
export function foundations(site: Site): readonly Part[] {
  const data = mailData(site);
  return [
    {
      part: "mysql",
      image: "mariadb:10.11",
      ports: [{ host: 13306, container: 3306, on: "loopback" }],
      memory: 1024,
      stopTimeout: 120,
      healthcheck: shell(
        'MYSQL_PWD="$(cat /run/secrets/db-password)" mariadb --user=mailcow --database=mailcow --skip-column-names --batch --execute="SHOW TABLES" | grep -q .',
        {
          proves: "the mail stack's user logs in and its schema holds tables: an empty database is not healthy",
          startPeriod: "2m",
        },
      ),
      env: {
        TZ: site.timezone,
        MYSQL_DATABASE: "mailcow",
        MYSQL_USER: "mailcow",
        MYSQL_PASSWORD_FILE: "/run/secrets/db-password",
        MYSQL_ROOT_PASSWORD_FILE: "/run/secrets/db-root-password",
        MYSQL_INITDB_SKIP_TZINFO: "1",
      },
      files: [
        { path: "/run/secrets/db-password", content: secret("mailcowDbPassword"), owner: MARIADB },
        { path: "/run/secrets/db-root-password", content: secret("mailcowDbRootPassword"), owner: MARIADB },
      ],
      mounts: [
        volume("mysql-vol-1", "/var/lib/mysql", twiceADay(dump("/srv/dumps/mailcow.sql.gz"))),
        { ...DATABASE_SOCKET, backup: notNeeded("a socket, made anew at every start") },
        readOnly(data("conf/mysql"), "/etc/mysql/conf.d"),
      ],
      after: ["unbound", "netfilter"],
    },
    {
      part: "redis",
      image: "redis:7.4.6-alpine",
      ipv4: "172.28.1.249",
      ports: [{ host: 7654, container: 6379, on: "loopback" }],
      memory: 512,
      user: "999:1000",
      stopTimeout: 60,
      healthcheck: shell('REDISCLI_AUTH="$REDISPASS" redis-cli ping | grep -qx PONG', {
        proves: "Redis accepts the mail stack's password and answers commands",
      }),
      env: { TZ: site.timezone, ...REDIS, REDISMASTERPASS: "" },
      sysctls: { "net.core.somaxconn": "4096" },
      mounts: [
        volume("redis-vol-1", "/data", twiceADay(dump("/srv/dumps/mailcow-redis.rdb"))),
        readOnly(data("conf/redis/redis-conf.sh"), "/redis-conf.sh"),
      ],
      files: [{ path: "/redis.conf", content: "# redis-conf.sh writes this file at every start.\n", writable: true }],
      entrypoint: ["/bin/sh", "/redis-conf.sh"],
      after: ["netfilter"],
    },
    {
      part: "memcached",
      image: "memcached:1.6.32-alpine",
      memory: 128,
      user: "11211:11211",
      healthcheck: shell("printf 'version\\r\\nquit\\r\\n' | nc -w 5 127.0.0.1 11211 | grep -q '^VERSION '", {
        proves: "memcached answers a command",
      }),
      env: { TZ: site.timezone },
      command: ["memcached", "--memory-limit=64"],
    },
    {
      part: "unbound",
      image: "ghcr.io/mailcow/unbound:1.24",
      ipv4: RESOLVER,
      memory: 256,
      healthcheck: shell("dig +short +time=5 +tries=1 @127.0.0.1 one.one.one.one A | grep -Eq '^[0-9.]+$'", {
        proves: "a name of the Internet resolves through this resolver",
        startPeriod: "60s",
      }),
      env: { TZ: site.timezone, SKIP_UNBOUND_HEALTHCHECK: "n" },
      mounts: [
        bind(data("hooks/unbound"), "/hooks", CONFIGURATION),
        readOnly(data("conf/unbound/unbound.conf"), "/etc/unbound/unbound.conf"),
      ],
    },
  ];
}
