import { bashGet, bind, exec, notNeeded, readOnly, secret, volume } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";
import { CONFIGURATION, nightly } from "../../shared/backup.ts";
import { mailData, type Part, REDIS, RESOLVER, surroundings } from "./service.ts";

const PING_OLEFY = [
  "import socket, sys",
  "link = socket.create_connection(('127.0.0.1', 10055), 5)",
  "link.sendall(b'PING\\n\\n')",
  "sys.exit(b'PONG' not in link.recv(64))",
].join("\n");

/** Spam, viruses and macros. */
export function filters(site: Site): readonly Part[] {
  const data = mailData(site);
  return [
    {
      part: "rspamd",
      image: "ghcr.io/mailcow/rspamd:2.4",
      hostname: "rspamd",
      memory: 1024,
      stopTimeout: 60,
      healthcheck: bashGet(11334, "/ping", {
        proves: "rspamd's controller answers, so its configuration is loaded and its workers are up",
        startPeriod: "60s",
      }),
      env: { ...surroundings(site), ...REDIS, SPAMHAUS_DQS_KEY: secret("spamhausDqsKey") },
      dns: [RESOLVER],
      mounts: [
        bind(data("hooks/rspamd"), "/hooks", CONFIGURATION),
        bind(data("conf/rspamd/custom"), "/etc/rspamd/custom", CONFIGURATION),
        bind(data("conf/rspamd/override.d"), "/etc/rspamd/override.d", CONFIGURATION),
        bind(data("conf/rspamd/local.d"), "/etc/rspamd/local.d", CONFIGURATION),
        bind(data("conf/rspamd/plugins.d"), "/etc/rspamd/plugins.d", CONFIGURATION),
        readOnly(data("conf/rspamd/lua"), "/etc/rspamd/lua"),
        volume("rspamd-vol-1", "/var/lib/rspamd", nightly("stop")),
      ],
      after: ["dovecot", "clamd"],
    },
    {
      part: "clamd",
      image: "ghcr.io/mailcow/clamd:1.71",
      memory: 3072,
      stopTimeout: 30,
      healthcheck: exec(["/healthcheck.sh"], {
        proves: "clamd has loaded its signatures and answers",
        startPeriod: "6m",
      }),
      env: { TZ: site.timezone, SKIP_CLAMD: "n" },
      dns: [RESOLVER],
      mounts: [
        bind(data("conf/clamav"), "/etc/clamav", CONFIGURATION),
        volume("clamd-db-vol-1", "/var/lib/clamav", notNeeded("signatures, which are fetched again at the next start")),
      ],
      after: ["unbound"],
    },
    {
      part: "olefy",
      image: "ghcr.io/mailcow/olefy:1.15",
      memory: 256,
      healthcheck: exec(["python3", "-c", PING_OLEFY], { proves: "the scanner answers PONG on its own protocol" }),
      env: { TZ: site.timezone, OLEFY_BINDADDRESS: "0.0.0.0", OLEFY_BINDPORT: "10055", OLEFY_MINLENGTH: "500" },
    },
  ];
}
