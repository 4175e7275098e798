import { bind, curl, dump, type Service, secret, shell, wholeFiles } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { CONFIGURATION, twiceADay } from "../shared/backup.ts";

const ODOO = "101:101";
/** postgres in the Alpine image. */
const POSTGRES = "70:70";

/** Enterprise resource planning with its database. */
export function odoo({ domain, data }: Site): readonly Service[] {
  const password = { path: "/run/secrets/postgres-password", content: secret("odooDbPassword") };
  return [
    {
      name: "odoo",
      image: "odoo:17.0",
      networks: ["traefik", "odoo-internal"],
      memory: 1024,
      user: ODOO,
      stopTimeout: 60,
      healthcheck: curl("http://127.0.0.1:8069/web/health", {
        proves: "Odoo's web server takes requests",
        matching: '"pass"',
        startPeriod: "2m",
      }),
      env: { HOST: "odoo-db", USER: "odoo", PASSWORD_FILE: password.path },
      files: [password],
      mounts: [
        bind(
          data("odoo/data"),
          "/var/lib/odoo",
          twiceADay(wholeFiles("an attachment is a file named after its content, and never changes")),
        ),
        bind(data("odoo/config"), "/etc/odoo", CONFIGURATION),
      ],
      routes: [
        {
          router: "odoo",
          host: `odoo.${domain}`,
          access: "vpn-only",
          port: 8069,
          middlewares: ["crowdsec-bouncer@file"],
        },
      ],
      dependsOn: ["odoo-db"],
    },
    {
      name: "odoo-db",
      image: "postgres:16-alpine",
      networks: ["odoo-internal"],
      memory: 512,
      user: POSTGRES,
      stopTimeout: 120,
      sharedMemory: 128,
      healthcheck: shell(
        "psql --username=odoo --dbname=odoo --tuples-only --no-align --command='SELECT 1' | grep -qx 1",
        {
          proves: "Odoo's user logs in to its database and gets the answer to a query",
          startPeriod: "60s",
        },
      ),
      env: { POSTGRES_USER: "odoo", POSTGRES_DB: "odoo", POSTGRES_PASSWORD_FILE: password.path },
      files: [password],
      mounts: [bind(data("odoo/db"), "/var/lib/postgresql/data", twiceADay(dump("/srv/dumps/odoo.sql.gz")))],
    },
  ];
}
