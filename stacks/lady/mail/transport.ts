import { bash, bashGreeting, bind, notNeeded, readOnly, secret, volume, wholeFiles } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { CONFIGURATION, nightly, twiceADay } from "../../shared/backup.ts";
import { DATABASE, DATABASE_SOCKET, mailData, type Part, REDIS, RESOLVER, surroundings } from "./service.ts";

/** `QUERY example.com` as a netstring. Both answers of a working resolver count. */
const QUERY_TLS_POLICY =
  "exec 3<>/dev/tcp/127.0.0.1/8642 && printf '17:QUERY example.com,' >&3 && read -t 8 -r -d , answer <&3 && [[ $answer == *:OK* || $answer == *:NOTFOUND* ]]";

/** A job for the scheduler, as labels of the container in which it runs. */
function job(name: string, schedule: string, command: string): Record<string, string> {
  return {
    "ofelia.enabled": "true",
    [`ofelia.job-exec.${name}.schedule`]: schedule,
    [`ofelia.job-exec.${name}.no-overlap`]: "true",
    [`ofelia.job-exec.${name}.command`]: command,
  };
}

/** Mail in, mail out, and the mailboxes. */
export function transport(site: Site): readonly Part[] {
  const data = mailData(site);
  const certificates = readOnly(data("assets/ssl"), "/etc/ssl/mail");
  return [
    {
      part: "postfix",
      image: "ghcr.io/mailcow/postfix:3.7.11",
      ipv4: "172.28.1.253",
      ports: [25, 465, 587].map((host) => ({ host, on: "public" })),
      memory: 512,
      stopTimeout: 60,
      healthcheck: bashGreeting(25, "220", {
        proves: "Postfix greets a client on port 25, so mail can be delivered",
        startPeriod: "60s",
      }),
      env: { ...surroundings(site), ...DATABASE, ...REDIS, SPAMHAUS_DQS_KEY: secret("spamhausDqsKey") },
      capabilities: { add: ["NET_BIND_SERVICE"] },
      dns: [RESOLVER],
      mounts: [
        bind(data("hooks/postfix"), "/hooks", CONFIGURATION),
        bind(data("conf/postfix"), "/opt/postfix/conf", CONFIGURATION),
        certificates,
        volume(
          "postfix-vol-1",
          "/var/spool/postfix",
          nightly(wholeFiles("each message in the queue is a file of its own")),
        ),
        volume("crypt-vol-1", "/var/lib/zeyple"),
        volume("rspamd-vol-1", "/var/lib/rspamd"),
        DATABASE_SOCKET,
      ],
      after: ["mysql", "unbound", "postfix-tlspol"],
    },
    {
      part: "postfix-tlspol",
      image: "ghcr.io/mailcow/postfix-tlspol:1.8.22",
      memory: 256,
      healthcheck: bash(QUERY_TLS_POLICY, {
        proves: "a policy is looked up in the DNS and answered the way Postfix asks for it",
        startPeriod: "60s",
      }),
      env: { ...surroundings(site), ...REDIS },
      dns: [RESOLVER],
      mounts: [
        volume(
          "postfix-tlspol-vol-1",
          "/var/lib/postfix-tlspol",
          notNeeded("policies of other servers, which it asks for again"),
        ),
      ],
      after: ["unbound"],
    },
    {
      part: "dovecot",
      image: "ghcr.io/mailcow/dovecot:2.3.21.1",
      ipv4: "172.28.1.250",
      ports: [
        ...[993, 995, 4190].map((host) => ({ host, on: "public" as const })),
        { host: 143, on: "loopback" },
        { host: 110, on: "loopback" },
        { host: 19991, container: 12345, on: "loopback" },
      ],
      memory: 1024,
      stopTimeout: 60,
      healthcheck: bashGreeting(143, "* OK", {
        proves: "Dovecot greets an IMAP client, so its login service is up",
        startPeriod: "60s",
      }),
      env: {
        ...surroundings(site),
        ...DATABASE,
        ...REDIS,
        MAILCOW_PASS_SCHEME: "BLF-CRYPT",
        DOVECOT_MASTER_USER: secret("dovecotMasterUser"),
        DOVECOT_MASTER_PASS: secret("dovecotMasterPassword"),
      },
      capabilities: { add: ["NET_BIND_SERVICE"] },
      ulimits: [
        { name: "nproc", soft: 65535, hard: 65535 },
        { name: "nofile", soft: 20000, hard: 40000 },
      ],
      dns: [RESOLVER],
      labels: {
        ...job("dovecot_imapsync_runner", "@every 1m", "/usr/local/bin/gosu nobody /usr/local/bin/imapsync_runner.pl"),
        ...job("dovecot_trim_logs", "@every 1m", "/usr/local/bin/gosu vmail /usr/local/bin/trim_logs.sh"),
        ...job("dovecot_quarantine", "@every 20m", "/usr/local/bin/gosu vmail /usr/local/bin/quarantine_notify.py"),
        ...job("dovecot_clean_q_aged", "@every 24h", "/usr/local/bin/gosu vmail /usr/local/bin/clean_q_aged.sh"),
        ...job(
          "dovecot_maildir_gc",
          "@every 30m",
          "/bin/bash -c 'source /source_env.sh; /usr/local/bin/gosu vmail /usr/local/bin/maildir_gc.sh'",
        ),
        ...job("dovecot_sarules", "@every 24h", "/bin/bash -c 'source /source_env.sh; /usr/local/bin/sa-rules.sh'"),
        ...job("dovecot_fts", "@every 24h", "/bin/bash -c '/usr/local/bin/gosu vmail /usr/local/bin/optimize-fts.sh'"),
      },
      mounts: [
        bind(data("hooks/dovecot"), "/hooks", CONFIGURATION),
        bind(data("conf/dovecot"), "/etc/dovecot", CONFIGURATION),
        certificates,
        bind(data("conf/sogo"), "/etc/sogo"),
        volume(
          "vmail-vol-1",
          "/var/vmail",
          twiceADay(wholeFiles("each message is a file of its own, which never changes")),
        ),
        volume("vmail-index-vol-1", "/var/vmail_index", notNeeded("indexes, which Dovecot makes again from the mail")),
        volume("crypt-vol-1", "/mail_crypt", twiceADay(wholeFiles("keys that were made once and never change"))),
        bind(data("conf/rspamd/custom"), "/etc/rspamd/custom"),
        volume("rspamd-vol-1", "/var/lib/rspamd"),
        DATABASE_SOCKET,
      ],
      after: ["mysql", "netfilter", "redis"],
    },
  ];
}
