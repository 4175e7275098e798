import fc from "fast-check";
import { stringify } from "yaml";
import type { DockerContainer } from "../../../../../edge/traefik/dynamic/docker-container.ts";
import { container } from "./container.ts";
import { type FileSections, file } from "./file.ts";
import { pools } from "./pools.ts";

/** One generated configuration: a few containers and what it adds to the file. All its names carry its prefix. */
export interface Generated {
  readonly containers: readonly DockerContainer[];
  readonly file: FileSections;
}

/** One configuration whose names all begin with the prefix. */
export function configuration(prefix: string): fc.Arbitrary<Generated> {
  const pool = pools(prefix);
  return fc.record({
    containers: fc
      .tuple(container(prefix, "a", pool), fc.option(container(prefix, "b", pool), { nil: undefined, freq: 1 }))
      .map((all) => all.filter((each) => each !== undefined)),
    file: file(prefix, pool),
  });
}

/** One file for many configurations, with what all of them may name, and the marker of the round. */
export function fileOf(all: readonly Generated[]): string {
  const section = (key: string) => Object.assign({}, ...all.map((each) => each.file[key]));
  return stringify({
    http: {
      routers: {
        marker: { rule: "MARKER_RULE", entryPoints: ["traefik"], service: "noop@internal" },
        ...section("routers"),
      },
      middlewares: { "entry-guard": { ipAllowList: { sourceRange: ["10.0.0.0/8"] } }, ...section("middlewares") },
      services: section("services"),
      serversTransports: { skip: { insecureSkipVerify: true } },
    },
    tls: { options: { strict: { minVersion: "VersionTLS12" } } },
  });
}
