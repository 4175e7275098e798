import { chmodSync, writeFileSync } from "node:fs";
import { createServer as createPlain, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:net";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { authority } from "../support/certificates.ts";
import { type FakeEngine, fakeEngine, inspected } from "../support/engine.ts";
import type { Markers } from "./markers.ts";

/** Where the pages answer; nothing else of this machine is there. */
export const ADDRESS = "127.83.21.9";

/** An engine that says a secret wherever it can. */
export async function talkativeEngine(t: ExecutionContext, markers: Markers): Promise<FakeEngine> {
  const at = (place: string) => markers.at(`engine: ${place}`);
  const web = inspected("web", {
    Path: at("Path"),
    Args: [at("Args")],
    State: {
      Status: "running",
      Running: true,
      Error: at("State.Error"),
      Health: {
        Status: "unhealthy",
        FailingStreak: 3,
        Log: [
          { Start: "2026-11-23T08:00:00Z", End: "2026-11-23T08:00:01Z", ExitCode: 1, Output: at("Health.Log.Output") },
        ],
      },
    },
    HostConfig: {
      Binds: [`/${markers.plainAt("engine: Binds")}:/data`],
      LogConfig: { Type: "splunk", Config: { "splunk-token": at("LogConfig") } },
      ExtraHosts: [`${markers.plainAt("engine: ExtraHosts")}:1.2.3.4`],
      RestartPolicy: { Name: "no" },
    },
    Config: {
      Image: "other:9",
      Env: [`DB_PASSWORD=${at("Env")}`],
      Labels: { token: at("Labels"), [markers.plainAt("engine: Labels key")]: "" },
      Cmd: ["serve", `--key=${at("Cmd")}`],
      Entrypoint: [at("Entrypoint")],
      Healthcheck: { Test: ["CMD-SHELL", `curl -u admin:${at("Healthcheck")} localhost`], Interval: 5e9 },
    },
    Mounts: [{ Type: "bind", Source: `/${markers.plainAt("engine: Mounts")}`, Destination: "/data" }],
    NetworkSettings: { Networks: {}, Ports: {} },
  });
  const broken: RequestListener = (_, response) =>
    response
      .writeHead(500, { "X-Token": markers.plainAt("engine: header"), "Set-Cookie": markers.plainAt("engine: cookie") })
      .end(JSON.stringify({ message: at("message of an error") }));
  const engine = await fakeEngine(["web", "db"], {
    "/containers/web/json": web,
    "/containers/db/json": broken,
    "/info": {
      ServerVersion: "28.5.1",
      HttpProxy: `http://user:${at("HttpProxy")}@proxy`,
      Labels: [at("Labels of the engine")],
      Warnings: [at("Warnings")],
      RegistryConfig: { Mirrors: [`https://u:${at("Mirrors")}@mirror`] },
    },
    "/networks": [
      { Name: "odd", Driver: "bridge", Options: { key: at("network Options") }, Labels: { a: at("network Labels") } },
    ],
    "/volumes": { Volumes: [{ Name: "data", Driver: "local", Options: { o: `password=${at("volume Options")}` } }] },
    "/containers/json?all=true": [
      {
        Id: "a".repeat(64),
        Names: ["/stranger"],
        State: "running",
        Command: at("Command"),
        Labels: { a: at("list Labels") },
      },
      { Id: "b".repeat(64), Names: ["/web"], State: "running", Ports: [] },
    ],
  });
  t.teardown(engine.close);
  return engine;
}

/** Pages that say a secret wherever they can; undefined where this user may not open the ports of the web. */
export async function talkativePages(
  t: ExecutionContext,
  folder: string,
  markers: Markers,
): Promise<string | undefined> {
  const at = (place: string) => markers.plainAt(`page: ${place}`);
  const words = {
    header: at("header"),
    cookie: at("cookie"),
    body: markers.at("page: body"),
    query: at("Location query"),
    fragment: at("Location fragment"),
    userinfo: at("Location userinfo"),
    path: at("Location path"),
    rd: at("Location rd"),
    realm: at("WWW-Authenticate"),
    middleware: markers.at("Traefik: middleware"),
    error: markers.at("Traefik: error"),
    server: at("Traefik: server"),
  };
  const ca = authority(folder);
  const pair = ca.issue(["app.example.org", "guarded.example.org", "auth.example.org", "traefik.example.org"]);
  const headers = {
    "X-Api-Key": words.header,
    "Set-Cookie": `session=${words.cookie}; Path=/`,
    "WWW-Authenticate": `Basic realm="${words.realm}"`,
  };
  const answer: RequestListener = ({ headers: { host = "" }, url = "" }, response) => {
    if (host.startsWith("traefik") && url.startsWith("/api")) {
      const one = { name: "web@docker", status: "disabled", error: [`middleware says ${words.error}`] };
      const list = url.includes("middlewares")
        ? [{ ...one, type: "basicauth", basicAuth: { users: [words.middleware] } }]
        : [
            {
              ...one,
              rule: "Host(`app.example.org`)",
              service: "a",
              serverStatus: { [`http://u:${words.server}@10.0.0.1`]: "DOWN" },
            },
          ];
      return response.end(JSON.stringify(url.includes("overview") ? { http: {}, [words.error]: 1 } : list));
    }
    if (host.startsWith("guarded"))
      return response
        .writeHead(302, {
          ...headers,
          Location: `https://u:${words.userinfo}@auth.example.org/reset/${words.path}?token=${words.query}&rd=${encodeURIComponent(`https://x/?t=${words.rd}`)}#${words.fragment}`,
        })
        .end(words.body);
    response.writeHead(500, headers).end(words.body);
  };
  for (const [server, port] of [
    [createServer(pair, answer), 443],
    [createPlain(answer), 80],
  ] as const)
    if (!(await listens(t, server, port))) return undefined;
  return ca.file;
}

async function listens(
  t: ExecutionContext,
  server: Server & { closeAllConnections(): void },
  port: number,
): Promise<boolean> {
  const open = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, ADDRESS, () => resolve(true));
  });
  if (open)
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
  return open;
}

/** An `ssh` in a folder of its own, which says what a host says, with a secret in each part and in its complaint. */
export function talkativeShell(folder: string, markers: Markers): void {
  const at = (place: string) => markers.plainAt(`host: ${place}`);
  const parts: Readonly<Record<string, readonly string[]>> = {
    clock: ["1795000000.5", `NTPSynchronized=no ${at("clock")}`],
    processes: [`1 ${"a".repeat(64)}`, `2 ${at("arguments of a process")}`],
    sockets: [`tcp sl local_address ${at("sockets")}`, "udp sl local_address"],
    udp: ["udp sl local_address"],
    inside: [`/proc/1/net/tcp: sl local_address ${at("inside")}`],
    owners: ["begin", `1 ${at("owners")}`],
    programs: ["begin", `1 ${at("programs")} --password`],
    memory: ["MemTotal: 100 kB", "MemAvailable: 1 kB", "SwapTotal: 0 kB", "SwapFree: 0 kB", `${at("memory")}: 1 kB`],
    load: ["9.0 9.0 9.0 1/1 1", "1", "1000.0 1.0"],
    resolvers: ["/etc/resolv.conf nameserver 100.100.100.100", `/etc/resolv.conf search ${at("resolv.conf")}`],
    daemon: [
      JSON.stringify({ "http-proxy": at("daemon.json"), "live-restore": false, [at("daemon.json key")]: 1 }),
      "read",
    ],
    docker: ["LoadState=loaded", "UnitFileState=disabled", "ActiveState=active", `Restart=${at("Restart")}`],
    failed: ["systemd 252", `backup.service loaded failed failed Backup to ${at("description of a unit")}`],
    restarts: ["systemd 252", "Id=a.service", "NRestarts=99", `ExecStart=${at("ExecStart")}`],
    space: ["Filesystem 1K", `//nas/${at("device of a disk")} 1 99 1 99% /data`],
    inodes: ["Filesystem"],
    kernel: [
      "journal 1700000000.0 host kernel: first",
      `1795000000.0 host kernel: oom-kill: task=${at("journal")},task_memcg=/docker/${"a".repeat(64)}`,
    ],
    firewall: [
      "4 *filter",
      "4 :INPUT DROP [0:0]",
      `4 -A INPUT -s 10.0.0.0/8 -m comment --comment ${at("firewall")} -j ACCEPT`,
      "4 read",
    ],
    networks: [`Iface Destination ${at("networks")}`],
    reasons: ["begin", "unit backup.service", "ExecMainStatus=1", `error: ${at("journal of a unit")}`],
    unknown: [at("a part that nobody knows")],
  };
  const reply = Object.entries(parts)
    .map(([name, lines]) => `@begin ${name}\n${lines.map((line) => `= ${line}\n`).join("")}@end ${name}\n`)
    .join("");
  writeFileSync(join(folder, "reply"), reply);
  writeFileSync(
    join(folder, "ssh"),
    `#!/bin/sh
case "$*" in
  *lady*) echo '${at("complaint of ssh")}: Permission denied' >&2; exit 255 ;;
  *dial-stdio*) echo '${at("complaint of ssh about docker")}' >&2; exit 1 ;;
esac
cat >/dev/null
cat '${join(folder, "reply")}'
echo '${at("standard error of a host")}' >&2
`,
  );
  chmodSync(join(folder, "ssh"), 0o755);
}
