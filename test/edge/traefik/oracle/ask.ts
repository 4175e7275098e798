import { dockerConfiguration } from "../../../../edge/traefik/dynamic/docker.ts";
import type { DockerContainer } from "../../../../edge/traefik/dynamic/docker-container.ts";
import { fileConfiguration } from "../../../../edge/traefik/dynamic/files.ts";
import { resolve } from "../../../../edge/traefik/resolve.ts";
import type { RuntimeConfiguration } from "../../../../edge/traefik/runtime.ts";
import { readStatic } from "../../../../edge/traefik/static/read.ts";

/** What the resolver makes of the arguments, containers and the one file that Traefik was given. */
export function resolveAs(
  args: readonly string[],
  containers: readonly DockerContainer[],
  content: string,
): RuntimeConfiguration {
  const configuration = readStatic({ args, env: new Map(), readFile: () => undefined });
  const { docker } = configuration;
  const path = "/dynamic/routes.yml";
  const file = { path, content, origin: { container: undefined, file: path, at: "files.0.content" } };
  return resolve(configuration, [
    ...(docker === undefined ? [] : [dockerConfiguration(structuredClone(containers), docker)]),
    fileConfiguration([file]),
  ]);
}
