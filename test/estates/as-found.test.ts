import { readFileSync } from "node:fs";
import test from "ava";
import { parse } from "yaml";
import type { Container } from "../../model/container.ts";
import { readCompose } from "../../model/from-compose/read-compose.ts";

interface Found {
  readonly name: string;
  readonly image: string;
  readonly restart: string;
  readonly privileged?: boolean;
  readonly pid?: string;
  readonly mem_limit?: string;
  readonly networks?: readonly string[];
  readonly ports?: readonly { host_ip: string; host_port: number; container_port: number; proto: string }[];
  readonly mounts?: readonly { kind: string; source: string; target: string; read_only: boolean }[];
  readonly traefik?: readonly { router: string; rule: string; middlewares: readonly string[] }[];
  readonly healthcheck: string | object;
  readonly tmpfs?: readonly string[];
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const inventory = parse(read("inventory.yaml")) as { hosts: Record<string, { containers: Found[] }> };

for (const [host, count] of [
  ["master", 25],
  ["lady", 37],
] as const) {
  const file = `${host}.yaml`;
  const stack = readCompose({ file, text: read(`as-found/${file}`) });
  const found = inventory.hosts[host]?.containers ?? [];
  /** What the inventory and the file say of each container, by name. */
  const compare = (said: (found: Found) => unknown, reads: (container: Container) => unknown) =>
    [
      Object.fromEntries(stack.containers.map((container) => [container.name, reads(container)])),
      Object.fromEntries(found.map((one) => [one.name, said(one)])),
    ] as const;

  test(`${host} as found is read without a problem and has ${count} containers`, (t) => {
    t.deepEqual(stack.problems, []);
    t.is(stack.name, host);
    t.is(stack.containers.length, count);
    t.is(found.length, count);
  });

  test(`${host} as found runs the images of the inventory, restarted and limited as they were`, (t) => {
    t.deepEqual(
      ...compare(
        (one) => [one.image, one.restart, one.privileged ?? false, one.pid, one.mem_limit !== undefined],
        (one) => [one.image?.text, one.restart.policy, one.privileged, one.pidMode, one.memory !== undefined],
      ),
    );
  });

  test(`${host} as found publishes exactly the ports of the inventory`, (t) => {
    t.deepEqual(
      ...compare(
        (one) => (one.ports ?? []).map((port) => [port.host_ip, port.host_port, port.container_port, port.proto]),
        (one) => one.ports.map((port) => [port.ip, port.external, port.internal, port.protocol]),
      ),
    );
  });

  test(`${host} as found mounts exactly what the inventory says, the engine's socket included`, (t) => {
    t.deepEqual(
      ...compare(
        (one) => [
          ...(one.mounts ?? []).map((mount) => [
            mount.kind === "volume" ? "volume" : "bind",
            mount.source,
            mount.target,
            mount.read_only,
          ]),
          ...(one.tmpfs ?? []).map((target) => ["tmpfs", undefined, target, false]),
        ],
        (one) => one.mounts.map((mount) => [mount.type, mount.source, mount.target, mount.readOnly]),
      ),
    );
  });

  test(`${host} as found has the networks, routers and health tests of the inventory`, (t) => {
    t.deepEqual(
      ...compare(
        (one) => [
          one.networks ?? [],
          (one.traefik ?? []).map(({ router, rule, middlewares }) => [router, rule, middlewares.join(",")]),
          typeof one.healthcheck === "object",
        ],
        (one) => [one.networks.map(({ name }) => name), routersOf(one), one.healthcheck !== undefined],
      ),
    );
  });

  test(`${host} as found had declared no access class, and its Traefik carries both address lists`, (t) => {
    const labels = stack.containers.flatMap((container) => container.labels);
    t.deepEqual(
      labels.filter((label) => label.key.startsWith("readiness.")),
      [],
    );
    const [file] = stack.containers.find(({ name }) => name === "traefik")?.files ?? [];
    t.is(file?.target, "/etc/traefik/dynamic.yml");
    const { middlewares } = parse(file?.content ?? "").http;
    t.is(middlewares["vpn-only"].ipWhiteList.sourceRange.length, 8);
    t.deepEqual(middlewares.public.ipWhiteList.sourceRange, ["0.0.0.0/0"]);
  });
}

function routersOf({ labels }: Container): unknown[] {
  const labelOf = (key: string) => labels.find((label) => label.key === key)?.value;
  return labels.flatMap(({ key, value }) => {
    const router = /^traefik\.http\.routers\.(.+)\.rule$/.exec(key)?.[1];
    return router === undefined ? [] : [[router, value, labelOf(`traefik.http.routers.${router}.middlewares`) ?? ""]];
  });
}
