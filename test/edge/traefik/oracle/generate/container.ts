import fc from "fast-check";
import type { DockerContainer } from "../../../../../edge/traefik/dynamic/docker-container.ts";
import { middlewareLabels, oddLabels, routerLabels, serviceLabels } from "./labels.ts";
import { often } from "./often.ts";
import type { Pools } from "./pools.ts";

/** A container with the labels of its letter. */
export function container(prefix: string, letter: string, pool: Pools): fc.Arbitrary<DockerContainer> {
  return fc
    .record({
      enable: often<string | undefined>([10, "true"], [3, undefined], [1, "false"], [1, "1"], [1, "nope"], [1, "TRUE"]),
      routers: fc.array(routerLabels(pool), { maxLength: 2 }),
      services: fc.array(serviceLabels(pool), { maxLength: 2 }),
      middlewares: fc.array(middlewareLabels(pool), { maxLength: 2 }),
      odd: fc.oneof({ weight: 4, arbitrary: fc.constant<[string, string][]>([]) }, oddLabels(prefix)),
      compose: often([4, false], [1, true]),
      team: often([3, "a"], [1, "b"]),
      status: often([12, "running"], [1, "exited"], [1, "created"]),
      health: often<DockerContainer["health"]>([8, ""], [2, "healthy"], [1, "unhealthy"], [1, "starting"], [1, "none"]),
      networkMode: often(
        [10, "bridge"],
        [1, letter === "a" ? "bridge" : `container:${prefix}-a`],
        [1, "container:nobody"],
      ),
      networks: often<[string, string][]>(
        [6, [["edge", "127.9.0.1"]]],
        [
          2,
          [
            ["edge", "127.9.0.1"],
            ["web", "127.9.0.1"],
          ],
        ],
        [1, []],
        [1, [["edge", ""]]],
        [1, [["six", "::1"]]],
      ),
      ports: often<DockerContainer["ports"]>(
        [4, [{ port: 80, binding: undefined }]],
        [
          2,
          [
            { port: 9000, binding: undefined },
            { port: 3000, binding: { ip: "127.0.0.1", port: "33000" } },
          ],
        ],
        [1, []],
        [1, [{ port: 80, binding: { ip: "0.0.0.0", port: "8080" } }]],
      ),
    })
    .map(({ enable, routers, services, middlewares, odd, compose, team, networks, ...rest }) => {
      const labels = new Map<string, string>([
        ["team", team],
        ...routers.flat(),
        ...services.flat(),
        ...middlewares.flat(),
        ...odd,
      ]);
      if (enable !== undefined) labels.set("traefik.enable", enable);
      if (compose) {
        labels.set("com.docker.compose.project", `p_${prefix}`);
        labels.set("com.docker.compose.service", `svc.${letter}`);
      }
      const name = `${prefix}-${letter}`;
      return {
        ...rest,
        id: name,
        name,
        labels,
        networks: new Map(networks),
        declared: undefined,
        labelFields: new Map<string, string>(),
      };
    });
}
