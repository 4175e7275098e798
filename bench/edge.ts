import { performance } from "node:perf_hooks";
import { dockerConfiguration } from "../edge/traefik/dynamic/docker.ts";
import type { DockerContainer } from "../edge/traefik/dynamic/docker-container.ts";
import { resolve } from "../edge/traefik/resolve.ts";
import { readStatic } from "../edge/traefik/static/read.ts";
import { exponent, median } from "./measure.ts";

const ROUTERS = 1000;
/** Milliseconds for so many routers. */
const GOAL = 100;
const SIZES = [250, 1000, 4000];
const FLAGS = [
  "--entrypoints.web.address=:80",
  "--entrypoints.web.http.redirections.entrypoint.to=websecure",
  "--entrypoints.websecure.address=:443",
  "--entrypoints.websecure.http.middlewares=vpn@docker",
  "--providers.docker",
  "--providers.docker.network=edge",
];

/** Containers as the estate has them: a host or two, a prefix, a chain, a port. */
function containers(count: number): DockerContainer[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `app-${at}`;
    const labels: Record<string, string> = {
      "traefik.enable": "true",
      [`traefik.http.routers.${name}.rule`]: `(Host(\`${name}.example.com\`) || Host(\`${name}.example.org\`)) && PathPrefix(\`/api\`)`,
      [`traefik.http.routers.${name}.entrypoints`]: "websecure",
      [`traefik.http.routers.${name}.middlewares`]: "guarded@docker",
      [`traefik.http.routers.${name}.tls.certresolver`]: "own",
      [`traefik.http.services.${name}.loadbalancer.server.port`]: "8080",
    };
    if (at === 0) {
      labels["traefik.http.middlewares.vpn.ipallowlist.sourcerange"] = "100.64.0.0/10,10.0.0.0/8";
      labels["traefik.http.middlewares.login.forwardauth.address"] = "http://login:9091/";
      labels["traefik.http.middlewares.guarded.chain.middlewares"] = "vpn,login";
    }
    return {
      id: name,
      name,
      labels: new Map(Object.entries(labels)),
      status: "running",
      health: "",
      networkMode: "bridge",
      networks: new Map([["edge", name]]),
      ports: undefined,
      declared: undefined,
      labelFields: new Map(),
    };
  });
}

/** Milliseconds from labels to the runtime view. */
function resolving(all: readonly DockerContainer[]): number {
  const start = performance.now();
  const configuration = readStatic({ args: FLAGS, env: new Map(), readFile: () => undefined });
  if (configuration.docker === undefined) throw new Error("the docker provider is off");
  const runtime = resolve(configuration, [dockerConfiguration(all, configuration.docker)]);
  const time = performance.now() - start;
  const enabled = [...runtime.routers.values()].filter(({ status }) => status === "enabled").length;
  if (enabled <= all.length) throw new Error(`only ${enabled} routers are enabled`);
  return time;
}

/** The floor: splitting the same labels at their dots and nothing else. */
function splitting(all: readonly DockerContainer[]): number {
  const start = performance.now();
  let parts = 0;
  for (const { labels } of all) for (const key of labels.keys()) parts += key.split(".").length;
  if (parts === 0) throw new Error("there are no labels");
  return performance.now() - start;
}

/** Resolving the routes of a large host, against the goal and against the least that reading labels costs. */
export async function benchEdge(): Promise<void> {
  const all = containers(ROUTERS);
  const first = resolving(all);
  for (let run = 0; run < 20; run++) resolving(all);
  const time = median(Array.from({ length: 25 }, () => resolving(all)));
  for (let run = 0; run < 20; run++) splitting(all);
  const floor = median(Array.from({ length: 25 }, () => splitting(all)));
  console.log(
    `${ROUTERS} routers: ${time.toFixed(1)} ms (goal ${GOAL} ms, ${time <= GOAL ? "held" : "missed"}), ${first.toFixed(0)} ms in the first run of a process; ${(time / floor).toFixed(0)} times the splitting of the labels`,
  );
  const points = SIZES.map((size) => {
    const some = containers(size);
    return { size, time: median(Array.from({ length: 5 }, () => resolving(some))) };
  });
  console.log(`resolving grows with the power ${exponent(points).toFixed(2)} of the number of routers`);
}
