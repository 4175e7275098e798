import {
  bashGet,
  bind,
  exec,
  notNeeded,
  type Route,
  readOnly,
  secret,
  shell,
  volume,
  wget,
  wholeFiles,
} from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { CONFIGURATION, nightly } from "../../shared/backup.ts";
import { DATABASE, DATABASE_SOCKET, mailData, type Part, REDIS, RESOLVER, surroundings } from "./service.ts";

/** FCGI_GET_VALUES, which a free worker answers with FCGI_GET_VALUES_RESULT. */
const ASK_FASTCGI =
  '($link = @fsockopen("127.0.0.1", 9001, $code, $text, 5)) || exit(1); stream_set_timeout($link, 5); fwrite($link, "\\x01\\x09\\x00\\x00\\x00\\x00\\x00\\x00"); exit(substr((string) fread($link, 8), 1, 1) === "\\x0a" ? 0 : 1);';

/** The web interfaces: mail, groupware, and the certificate that all of them share. */
export function webmail(site: Site): readonly Part[] {
  const data = mailData(site);
  const { domain } = site;
  const web = { port: 8843, scheme: "https", transport: "self-signed@file" } as const;
  const routes: readonly Route[] = [
    { router: "mailcow", host: `mail.${domain}`, access: "own-login", ...web },
    { router: "mailcow-admin", host: `mail.${domain}`, paths: ["/admin", "/admin/"], access: "vpn-only", ...web },
    {
      router: "mailcow-autoconfig",
      host: [`autoconfig.${domain}`, `autodiscover.${domain}`],
      access: "own-login",
      ...web,
    },
  ];
  return [
    {
      part: "nginx",
      image: "ghcr.io/mailcow/nginx:1.05",
      besides: ["traefik"],
      ports: [
        { host: 8880, on: "loopback" },
        { host: 8843, on: "loopback" },
      ],
      memory: 256,
      healthcheck: wget("https://127.0.0.1:8843/", {
        proves: "the start page is served, through PHP and the database behind it",
        startPeriod: "60s",
      }),
      env: {
        ...surroundings(site),
        HTTP_PORT: "8880",
        HTTPS_PORT: "8843",
        HTTP_REDIRECT: "n",
        TRUSTED_PROXIES: "172.18.0.0/16",
      },
      dns: [RESOLVER],
      mounts: [
        readOnly(data("web"), "/web"),
        readOnly(data("conf/rspamd/dynmaps"), "/dynmaps"),
        readOnly(data("assets/ssl"), "/etc/ssl/mail"),
        bind(data("conf/nginx"), "/etc/nginx/conf.d", CONFIGURATION),
        readOnly(data("conf/rspamd/meta_exporter"), "/meta_exporter"),
        bind(data("conf/dovecot/auth/mailcowauth.php"), "/mailcowauth/mailcowauth.php"),
        volume(
          "sogo-web-vol-1",
          "/usr/lib/GNUstep/SOGo",
          notNeeded("files of the image, which SOGo copies at every start"),
        ),
      ],
      routes,
      after: ["redis", "php-fpm", "sogo", "rspamd"],
    },
    {
      part: "php-fpm",
      alias: "phpfpm",
      image: "ghcr.io/mailcow/phpfpm:8.2.29",
      memory: 1024,
      healthcheck: exec(["php", "-r", ASK_FASTCGI], {
        proves: "a PHP worker answers on the FastCGI protocol",
        startPeriod: "2m",
      }),
      env: {
        ...surroundings(site),
        ...DATABASE,
        ...REDIS,
        API_KEY: secret("mailcowApiKey"),
        API_KEY_READ_ONLY: secret("mailcowApiKeyReadOnly"),
        API_ALLOW_FROM: "172.28.1.1,127.0.0.1",
        DEV_MODE: "n",
        DEMO_MODE: "n",
      },
      dns: [RESOLVER],
      mounts: [
        bind(data("hooks/phpfpm"), "/hooks", CONFIGURATION),
        bind(data("web"), "/web", CONFIGURATION),
        readOnly(data("conf/rspamd/dynmaps"), "/dynmaps"),
        bind(data("conf/rspamd/custom"), "/rspamd_custom_maps"),
        volume("rspamd-vol-1", "/var/lib/rspamd"),
        DATABASE_SOCKET,
        bind(data("conf/sogo"), "/etc/sogo", CONFIGURATION),
        bind(data("conf/phpfpm/crons"), "/crons", CONFIGURATION),
        bind(data("conf/phpfpm/sogo-sso"), "/etc/sogo-sso", CONFIGURATION),
        bind(data("conf/nginx"), "/etc/nginx/conf.d"),
      ],
      after: ["redis"],
    },
    {
      part: "sogo",
      image: "ghcr.io/mailcow/sogo:5.12.4",
      ipv4: "172.28.1.248",
      memory: 1536,
      stopTimeout: 30,
      healthcheck: bashGet(20000, "/SOGo.index/", {
        proves: "SOGo serves its start page",
        startPeriod: "2m",
      }),
      env: {
        ...surroundings(site),
        ...DATABASE,
        ...REDIS,
        SOGO_URL_ENCRYPTION_KEY: secret("sogoUrlEncryptionKey"),
        SOGO_EXPIRE_SESSION: "480",
        ACL_ANYONE: "disallow",
      },
      dns: [RESOLVER],
      labels: {
        "ofelia.enabled": "true",
        "ofelia.job-exec.sogo_backup.schedule": "@every 24h",
        "ofelia.job-exec.sogo_backup.command": "/usr/sbin/sogo-tool backup /sogo_backup ALL",
        "ofelia.job-exec.sogo_ealarms.schedule": "@every 1m",
        "ofelia.job-exec.sogo_ealarms.command":
          "/usr/local/bin/gosu sogo /usr/sbin/sogo-ealarms-notify -p /etc/sogo/cron.creds",
        "ofelia.job-exec.sogo_sessions.schedule": "@every 1m",
        "ofelia.job-exec.sogo_sessions.command": "/usr/local/bin/gosu sogo /usr/sbin/sogo-tool -v expire-sessions 480",
      },
      mounts: [
        bind(data("hooks/sogo"), "/hooks", CONFIGURATION),
        bind(data("conf/sogo"), "/etc/sogo"),
        bind(data("web/inc/init_db.inc.php"), "/init_db.inc.php"),
        DATABASE_SOCKET,
        volume("sogo-web-vol-1", "/sogo_web"),
        volume(
          "sogo-userdata-backup-vol-1",
          "/sogo_backup",
          nightly(wholeFiles("what SOGo exported of each user, a file of its own")),
        ),
      ],
    },
    {
      part: "acme",
      image: "ghcr.io/mailcow/acme:1.94",
      memory: 128,
      healthcheck: shell("openssl x509 -noout -checkend 604800 -in /var/lib/acme/cert.pem", {
        proves: "the certificate of the mail ports is valid for seven more days, so renewal works",
        interval: "10m",
        startPeriod: "10m",
      }),
      env: {
        ...surroundings(site),
        ...DATABASE,
        ...REDIS,
        SKIP_LETS_ENCRYPT: "n",
        ENABLE_SSL_SNI: "n",
        AUTODISCOVER_SAN: "y",
      },
      dns: [RESOLVER],
      mounts: [
        bind(data("web/.well-known/acme-challenge"), "/var/www/acme"),
        bind(data("assets/ssl"), "/var/lib/acme", nightly(wholeFiles("keys and certificates, each written once"))),
        readOnly(data("assets/ssl-example"), "/var/lib/ssl-example"),
        DATABASE_SOCKET,
      ],
      after: ["nginx", "unbound"],
    },
  ];
}
