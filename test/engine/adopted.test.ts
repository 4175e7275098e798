import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { readiness } from "../support/cli.ts";
import { CHECKOUT } from "./support/checkout.ts";
import { createSandbox, resourceChanges } from "./support/engine.ts";
import { needEngine } from "./support/requirements.ts";

/** What the estate does not use, in the provider's own check of its inputs. */
const COMPOSE = `name: all
services:
  web:
    image: nginx:1.27.3-alpine
    command: ["nginx", "-g", "daemon off;"]
    user: "101:101"
    group_add: [video]
    hostname: web
    working_dir: /srv
    environment: { A: b, DB_PASSWORD: marker-of-a-secret-2 }
    labels: { a.b: "c \${D:-d}" }
    ports: ["127.0.0.1:5000-5002:5000-5002", "80", "[::1]:53:53/udp"]
    networks: { front: { aliases: [www], ipv4_address: 172.29.0.5 } }
    dns: [1.1.1.1]
    extra_hosts: ["host.docker.internal:host-gateway"]
    volumes: ["./data:/data:rslave", "/anonymous", "named:/named:ro", "~/x:/x"]
    tmpfs: ["/run:size=64m", "/tmp"]
    devices: ["/dev/dri", "/dev/a:/dev/b:r"]
    device_cgroup_rules: ["c 189:* rwm"]
    cap_add: [NET_ADMIN]
    cap_drop: [ALL]
    security_opt: [no-new-privileges, "apparmor:unconfined"]
    pid: "service:db"
    ipc: shareable
    cgroup: private
    init: true
    sysctls: { net.core.somaxconn: 1024 }
    ulimits: { nofile: { soft: 1024, hard: 2048 } }
    mem_limit: 512m
    memswap_limit: "-1"
    cpus: 0.5
    cpuset: "0"
    shm_size: 128m
    restart: "on-failure:3"
    healthcheck: { test: ["CMD", "true"], interval: 1m30s, timeout: 500ms, start_period: 5s, retries: 2 }
    logging: { driver: json-file, options: { max-size: 5m } }
    stop_grace_period: 30s
    stop_signal: SIGQUIT
    tty: true
    depends_on: [db]
  db:
    image: postgres:17.2
    healthcheck: { disable: true }
    volumes_from: [other]
    network_mode: none
  other:
    image: busybox:1.37
    healthcheck: { interval: 10s }
    networks: [elsewhere]
networks:
  front: { ipam: { config: [{ subnet: 172.29.0.0/24 }] } }
  elsewhere: { external: true }
volumes:
  named: { driver: local, driver_opts: { type: nfs, o: "addr=10.0.0.1", device: ":/x" } }
`;

test.serial("whatever was written down is taken by the provider itself", async (t) => {
  const engine = await needEngine(t);
  if (engine === undefined) return;
  const folder = mkdtempSync(join(tmpdir(), "readiness-adopted-"));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "old"));
  writeFileSync(join(folder, "old/compose.yaml"), COMPOSE);
  symlinkSync(join(CHECKOUT, "node_modules"), join(folder, "node_modules"));
  const made = readiness(["init", "--from", "old"], folder);
  t.is(made.code, 0, made.stdout + made.stderr);
  const module = join(folder, "stacks/all.ts");
  const library = JSON.stringify(join(CHECKOUT, "declare/index.ts"));
  writeFileSync(module, readFileSync(module, "utf8").replace('from "pulumi-readiness"', `from ${library}`));
  const sandbox = await createSandbox(engine, folder);
  t.teardown(() => sandbox.remove());
  const outcome = await sandbox.preview("all");
  t.is(outcome.code, 0, outcome.stdout + outcome.stderr);
  // The stack itself, three containers, a network and a volume.
  t.like(resourceChanges(outcome), { create: 6 });
  t.notRegex(outcome.stdout + outcome.stderr, /warning|marker-of-a-secret/);
});
