/** One port of a stand-in and what is spoken on it; lab/stand-in/behaviour.go reads it. */
export interface Listener {
  readonly kind: "http" | "lines" | "dns" | "udp" | "redis" | "fastcgi" | "authelia";
  readonly port: number;
  readonly tls?: boolean;
  readonly answers?: Readonly<Record<string, string>>;
  readonly needs?: Readonly<Record<string, string>>;
  readonly files?: string;
  readonly greeting?: string;
  readonly replies?: Readonly<Record<string, string>>;
  readonly until?: string;
  readonly startTls?: "smtp" | "imap" | "pop3" | "sieve";
  readonly upstream?: string;
}

export interface Behaviour {
  readonly listen?: readonly Listener[];
  readonly tasks?: readonly ("heartbeat" | "watchdog" | "firewall")[];
}

const PAGE = "<!doctype html><title>Stand-in</title><p>The application answers.</p>";

/**
 * What each image does, by the name of its repository: its declared ports answer, and its declared healthcheck asks
 * something that can fail. What an image needs of others, it asks them for.
 */
export const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  "authelia/authelia": { listen: [{ kind: "authelia", port: 9091 }] },
  "fbonalair/traefik-crowdsec-bouncer": web(8080, {
    answers: { "/api/v1/healthz": "OK", "/api/v1/forwardAuth": "OK" },
    needs: { "/api/v1/healthz": "http://crowdsec:8080/health", "/api/v1/forwardAuth": "http://crowdsec:8080/health" },
  }),
  "crowdsecurity/crowdsec": also(web(8080, { answers: { "/health": '{"status":"up"}' } }), metrics(6060, "cs_info 1")),
  "prom/prometheus": web(9090, { answers: { "/": PAGE, "/-/ready": "ready", "/-/healthy": "healthy" } }),
  "prom/alertmanager": web(9093, { answers: { "/": PAGE, "/-/ready": "OK", "/-/healthy": "OK" } }),
  "grafana/grafana": web(3000, { answers: { "/": PAGE, "/api/health": '{"database":"ok"}' } }),
  "grafana/loki": web(3100, { answers: { "/": PAGE, "/ready": "ready" } }),
  "prom/blackbox-exporter": web(9115, { answers: { "/-/healthy": "Healthy" } }),
  "louislam/uptime-kuma": web(3001),
  "prom/node-exporter": metrics(9100, 'node_cpu_seconds_total{cpu="0",mode="idle"} 1'),
  "gcr.io/cadvisor/cadvisor": web(8080, { answers: { "/healthz": "ok", "/metrics": "container_last_seen 1\n" } }),
  "grafana/promtail": web(9080, { answers: { "/ready": "Ready" } }),
  "pihole/pihole": also(web(80), { listen: [{ kind: "dns", port: 53, upstream: "172.70.9.3:5053" }] }),
  "cloudflare/cloudflared": { listen: [{ kind: "dns", port: 5053 }] },
  "binwiederhier/ntfy": web(80, { answers: { "/": PAGE, "/v1/health": '{"healthy":true}' } }),
  "gotify/server": web(80, { answers: { "/": PAGE, "/health": '{"health":"green","database":"green"}' } }),
  "portainer/portainer-ce": also(
    web(9000, { answers: { "/": PAGE, "/api/system/status": '{"Version":"2.33.6"}' } }),
    web(9443, { tls: true }),
  ),
  "semaphoreui/semaphore": web(3000, { answers: { "/": PAGE, "/api/ping": "pong" } }),
  "ghcr.io/gurucomputing/headscale-ui": web(8080, { answers: { "/": PAGE, "/web/": PAGE } }),
  "goodieshq/headscale-admin": web(80, { answers: { "/": PAGE, "/admin/": PAGE } }),
  "ghcr.io/quietly/admin-panel": web(8080, { answers: { "/": PAGE, "/health": "OK" } }),
  nginx: web(80, { answers: {}, files: "/usr/share/nginx/html" }),
  "corentinth/it-tools": web(80),
  "prom/mysqld-exporter": web(9104, {
    answers: { "/metrics": "# TYPE mysql_up gauge\nmysql_up 1\n" },
    needs: { "/metrics": "tcp://mysql:3306" },
  }),
  "portainer/agent": web(9001, {
    tls: true,
    answers: { "/ping": "" },
    needs: { "/ping": "unix:///var/run/docker.sock" },
  }),
  mariadb: sql(3306),
  "lscr.io/linuxserver/mariadb": sql(3306),
  postgres: lines(5432, { "SELECT 1": "1\n" }),
  mongo: lines(27017, { hello: "primary\n" }),
  redis: { listen: [{ kind: "redis", port: 6379 }] },
  memcached: lines(11211, { version: "VERSION 1.6.32\r\n" }),
  "ghcr.io/mailcow/unbound": { listen: [{ kind: "dns", port: 53 }] },
  "ghcr.io/mailcow/rspamd": web(11334, { answers: { "/": PAGE, "/ping": "pong" } }),
  "ghcr.io/mailcow/clamd": lines(3310, { PING: "PONG\n" }),
  "ghcr.io/mailcow/olefy": lines(10055, { PING: "PONG\n" }),
  "ghcr.io/mailcow/postfix": also(smtp(25, "smtp"), smtp(465, "tls"), smtp(587, "smtp")),
  "ghcr.io/mailcow/postfix-tlspol": {
    listen: [{ kind: "lines", port: 8642, until: ",", replies: { QUERY: "9:NOTFOUND ," } }],
  },
  "ghcr.io/mailcow/dovecot": also(
    imap(143, false),
    imap(993, true),
    pop3(110, false),
    pop3(995, true),
    { listen: [{ kind: "lines", port: 4190, startTls: "sieve", greeting: SIEVE(), replies: { LOGOUT: "OK\r\n" } }] },
    lines(12345, { "": "" }),
  ),
  "ghcr.io/mailcow/nginx": also(
    web(8880),
    web(8843, { tls: true, answers: { "/": PAGE, "/admin": PAGE, "/admin/": PAGE } }),
  ),
  "ghcr.io/mailcow/phpfpm": { listen: [{ kind: "fastcgi", port: 9001 }] },
  "ghcr.io/mailcow/sogo": web(20000, { answers: { "/SOGo.index/": PAGE } }),
  "ghcr.io/mailcow/acme": {},
  "ghcr.io/mailcow/netfilter": { tasks: ["firewall"] },
  "mcuadros/ofelia": { tasks: ["heartbeat"] },
  "ghcr.io/mailcow/dockerapi": web(443, {
    tls: true,
    answers: { "/containers/json": "[]" },
    needs: { "/containers/json": "unix:///var/run/docker.sock" },
  }),
  "ghcr.io/mailcow/watchdog": { tasks: ["watchdog"] },
  "lscr.io/linuxserver/nextcloud": web(80, {
    answers: { "/": PAGE, "/status.php": '{"installed":true,"maintenance":false}' },
    needs: { "/status.php": "tcp://nextcloud-db:3306" },
  }),
  "onlyoffice/documentserver": web(80, { answers: { "/": PAGE, "/healthcheck": "true" } }),
  odoo: web(8069, {
    answers: { "/": PAGE, "/web/health": '{"status":"pass"}' },
    needs: { "/web/health": "tcp://odoo-db:5432" },
  }),
  "lscr.io/linuxserver/unifi-network-application": also(
    web(8443, {
      tls: true,
      answers: { "/": PAGE, "/status": '{"meta":{"rc":"ok"}}' },
      needs: { "/status": "tcp://unifi-db:27017" },
    }),
    web(6789),
    { listen: [3478, 10001].map((port) => ({ kind: "udp", port })) },
  ),
  "lscr.io/linuxserver/homeassistant": web(8123, {
    answers: { "/": PAGE, "/manifest.json": '{"name":"Home Assistant"}' },
  }),
  "ghcr.io/blakeblackshear/frigate": also(
    web(5000, { answers: { "/": PAGE, "/api/version": "0.16.4" } }),
    lines(8554, { OPTIONS: "RTSP/1.0 200 OK\r\n\r\n" }),
    lines(8555, { "": "" }),
    { listen: [{ kind: "udp", port: 8555 }] },
  ),
};

/** The repository of an image without its tag: `prom/prometheus` of `prom/prometheus:v2.54.1`. */
export function repositoryOf(image: string): string {
  return image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
}

function web(port: number, more: Omit<Listener, "kind" | "port"> = {}): Behaviour {
  return { listen: [{ kind: "http", port, answers: { "/": PAGE }, ...more }] };
}

function metrics(port: number, line: string): Behaviour {
  return web(port, { answers: { "/metrics": `${line}\n` } });
}

function lines(port: number, replies: Readonly<Record<string, string>>): Behaviour {
  return { listen: [{ kind: "lines", port, replies }] };
}

function sql(port: number): Behaviour {
  return lines(port, { "SHOW TABLES": "users\n", "SELECT 1": "1\n" });
}

function smtp(port: number, security: "smtp" | "tls"): Behaviour {
  const capabilities = `250-mail\r\n250-SIZE 104857600\r\n${security === "smtp" ? "250-STARTTLS\r\n" : ""}250 8BITMIME\r\n`;
  const replies = {
    EHLO: capabilities,
    HELO: "250 mail\r\n",
    QUIT: "221 2.0.0 Bye\r\n",
    RCPT: "554 5.7.1 Relay access denied\r\n",
  };
  const greeting = "220 mail ESMTP\r\n";
  return {
    listen: [
      { kind: "lines", port, greeting, replies, ...(security === "smtp" ? { startTls: "smtp" } : { tls: true }) },
    ],
  };
}

function imap(port: number, tls: boolean): Behaviour {
  const greeting = "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready.\r\n";
  const replies = {
    CAPABILITY: "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done.\r\n",
    LOGOUT: "* BYE\r\n{tag} OK done.\r\n",
  };
  return { listen: [{ kind: "lines", port, greeting, replies, ...(tls ? { tls } : { startTls: "imap" }) }] };
}

function pop3(port: number, tls: boolean): Behaviour {
  const replies = { CAPA: "+OK\r\nSTLS\r\n.\r\n", QUIT: "+OK\r\n" };
  return {
    listen: [{ kind: "lines", port, greeting: "+OK ready.\r\n", replies, ...(tls ? { tls } : { startTls: "pop3" }) }],
  };
}

function SIEVE(): string {
  return '"IMPLEMENTATION" "stand-in"\r\n"SIEVE" "fileinto"\r\n"STARTTLS"\r\nOK "ready."\r\n';
}

function also(...behaviours: readonly Behaviour[]): Behaviour {
  return {
    listen: behaviours.flatMap(({ listen = [] }) => listen),
    tasks: behaviours.flatMap(({ tasks = [] }) => tasks),
  };
}
