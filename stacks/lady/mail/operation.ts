import { exec, readOnly, secret, shell, tmpfs, volume } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { DATABASE, DATABASE_SOCKET, mailData, type Part, REDIS, RESOLVER, surroundings } from "./service.ts";

/** Age of the newest entry of the watchdog's own log. */
const WATCHDOG_LOG_IS_FRESH = [
  'last=$(REDISCLI_AUTH="$REDISPASS" redis-cli -h redis-mailcow LINDEX WATCHDOG_LOG 0 | sed -n \'s/.*"time":"\\([0-9]*\\)".*/\\1/p\')',
  '[ -n "$last" ] && [ $(($(date +%s) - last)) -lt 900 ]',
].join("; ");

const LIST_CONTAINERS = [
  "import ssl, urllib.request as web",
  "web.urlopen('https://127.0.0.1/containers/json', context=ssl._create_unverified_context(), timeout=8)",
].join("\n");

/** What looks after the mail stack: bans, schedules, self-checks, and the interface's arm into Docker. */
export function operation(site: Site): readonly Part[] {
  const data = mailData(site);
  const socket = readOnly(site.engineSocket, "/var/run/docker.sock");
  return [
    {
      part: "netfilter",
      image: "ghcr.io/mailcow/netfilter:1.63",
      networkMode: "host",
      memory: 256,
      stopTimeout: 30,
      healthcheck: shell("nft list chain ip filter MAILCOW >/dev/null 2>&1 || iptables -w 5 -n -L MAILCOW >/dev/null", {
        proves: "the chain that holds the bans is in the host's firewall",
        startPeriod: "60s",
      }),
      env: {
        ...surroundings(site),
        ...REDIS,
        IPV6_NETWORK: "fd4d:6169:6c63:6f77::/64",
        DISABLE_NETFILTER_ISOLATION_RULE: "n",
      },
      capabilities: { add: ["NET_ADMIN", "NET_RAW"] },
      mounts: [readOnly("/lib/modules", "/lib/modules")],
    },
    {
      part: "ofelia",
      image: "mcuadros/ofelia:0.3.20",
      memory: 128,
      healthcheck: shell("find /tmp/heartbeat -mmin -3 | grep -q .", {
        proves: "the scheduler fires: its own job touched a file within three minutes",
        startPeriod: "3m",
      }),
      env: { TZ: site.timezone, COMPOSE_PROJECT_NAME: "mailcowdockerized" },
      labels: {
        "ofelia.enabled": "true",
        "ofelia.service": "true",
        "ofelia.job-local.heartbeat.schedule": "@every 1m",
        "ofelia.job-local.heartbeat.command": "touch /tmp/heartbeat",
      },
      mounts: [socket],
      command: ["daemon", "--docker", "-f", "label=com.docker.compose.project=mailcowdockerized"],
      after: ["sogo", "dovecot"],
    },
    {
      part: "dockerapi",
      image: "ghcr.io/mailcow/dockerapi:2.11",
      memory: 256,
      healthcheck: exec(["python3", "-c", LIST_CONTAINERS], {
        proves: "the API lists the containers, so it reaches the engine",
        interval: "60s",
      }),
      env: { ...surroundings(site), DBROOT: secret("mailcowDbRootPassword"), ...REDIS },
      dns: [RESOLVER],
      mounts: [socket],
    },
    {
      part: "watchdog",
      image: "ghcr.io/mailcow/watchdog:2.09",
      memory: 256,
      healthcheck: shell(WATCHDOG_LOG_IS_FRESH, {
        proves: "the watchdog checked a service and wrote it down within 15 minutes",
        interval: "60s",
        startPeriod: "15m",
      }),
      env: {
        ...surroundings(site),
        ...DATABASE,
        DBROOT: secret("mailcowDbRootPassword"),
        ...REDIS,
        USE_WATCHDOG: "y",
        WATCHDOG_NOTIFY_EMAIL: `postmaster@${site.domain}`,
        WATCHDOG_EXTERNAL_CHECKS: "n",
        CHECK_UNBOUND: "1",
      },
      dns: [RESOLVER],
      mounts: [
        tmpfs("/tmp", 64),
        volume("rspamd-vol-1", "/var/lib/rspamd"),
        DATABASE_SOCKET,
        volume("postfix-vol-1", "/var/spool/postfix"),
        readOnly(data("assets/ssl"), "/etc/ssl/mail"),
      ],
      after: ["postfix", "dovecot", "mysql", "acme", "redis"],
    },
  ];
}
