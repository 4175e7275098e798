import { bind, curl, dump, notNeeded, type Service, secret, shell, wholeFiles } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { CONFIGURATION, nightly, twiceADay } from "../shared/backup.ts";

const DATABASE = "nextcloud";

/** Nothing is kept on disk, and what expires makes room: file locks and cached values. */
const CACHE_ONLY = ['save ""', "appendonly no", "maxmemory 192mb", "maxmemory-policy volatile-lru", ""].join("\n");

/** Files and documents. */
export function office(site: Site): readonly Service[] {
  const { domain, data, timezone } = site;
  return [
    {
      name: "nextcloud",
      image: "lscr.io/linuxserver/nextcloud:29.0.7",
      networks: ["traefik", "nextcloud_nextcloud"],
      memory: 2048,
      stopTimeout: 30,
      healthcheck: curl("http://127.0.0.1/status.php", {
        proves: "Nextcloud is installed and reads its database, not just that PHP answers",
        header: `Host: cloud.${domain}`,
        matching: '"installed":true',
        startPeriod: "2m",
      }),
      env: { PUID: "1000", PGID: "1000", TZ: timezone },
      mounts: [
        bind(data("nextcloud/config"), "/config", CONFIGURATION),
        bind(
          data("nextcloud/data"),
          "/data",
          twiceADay(wholeFiles("an upload becomes a file only when it is complete")),
        ),
      ],
      routes: [
        {
          router: "nextcloud",
          host: [`cloud.${domain}`, `nextcloud.${domain}`],
          access: "vpn-only",
          port: 80,
        },
      ],
      dependsOn: ["nextcloud-db", "nextcloud-redis"],
    },
    {
      name: "nextcloud-db",
      image: "lscr.io/linuxserver/mariadb:10.11.8",
      networks: ["nextcloud_nextcloud"],
      memory: 1024,
      stopTimeout: 120,
      healthcheck: shell(
        `MYSQL_PWD="$(cat /run/secrets/db-password)" mariadb --host=127.0.0.1 --user=${DATABASE} --database=${DATABASE} --skip-column-names --batch --execute="SHOW TABLES" | grep -q .`,
        {
          proves: "Nextcloud's user logs in and its schema holds tables: an empty database is not healthy",
          startPeriod: "2m",
        },
      ),
      env: {
        PUID: "1000",
        PGID: "1000",
        TZ: timezone,
        MYSQL_DATABASE: DATABASE,
        MYSQL_USER: DATABASE,
        FILE__MYSQL_PASSWORD: "/run/secrets/db-password",
        FILE__MYSQL_ROOT_PASSWORD: "/run/secrets/db-root-password",
      },
      files: [
        { path: "/run/secrets/db-password", content: secret("nextcloudDbPassword") },
        { path: "/run/secrets/db-root-password", content: secret("nextcloudDbRootPassword") },
      ],
      mounts: [bind(data("nextcloud/db"), "/config", twiceADay(dump("/srv/dumps/nextcloud.sql.gz")))],
    },
    {
      name: "nextcloud-redis",
      image: "redis:7.4-alpine",
      networks: ["nextcloud_nextcloud"],
      memory: 256,
      user: "999:1000",
      stopTimeout: 60,
      healthcheck: shell("redis-cli ping | grep -qx PONG", { proves: "Redis answers commands" }),
      files: [{ path: "/etc/redis.conf", content: CACHE_ONLY }],
      command: ["redis-server", "/etc/redis.conf"],
    },
    {
      name: "onlyoffice-documentserver",
      image: "onlyoffice/documentserver:8.2.0",
      networks: ["traefik", "nextcloud_nextcloud"],
      memory: 4096,
      stopTimeout: 60,
      healthcheck: curl("http://127.0.0.1/healthcheck", {
        proves: "the document service reaches its database, its queue and its storage",
        matching: "^true$",
        startPeriod: "5m",
      }),
      env: { JWT_ENABLED: "true", JWT_SECRET: secret("onlyofficeJwtSecret") },
      mounts: [
        bind(data("onlyoffice/data"), "/var/www/onlyoffice/Data", nightly("stop")),
        bind(data("onlyoffice/logs"), "/var/log/onlyoffice", notNeeded("logs, which nothing is made from")),
        bind(data("onlyoffice/fonts"), "/usr/share/fonts/truetype/custom", CONFIGURATION),
        bind(
          data("onlyoffice/cache"),
          "/var/lib/onlyoffice/documentserver/App_Data/cache/files",
          notNeeded("documents in editing, whose originals Nextcloud keeps"),
        ),
      ],
      routes: [{ router: "onlyoffice", host: `office.${domain}`, access: "vpn-only", port: 80 }],
    },
  ];
}
