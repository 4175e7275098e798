import { createServer } from "node:net";

/** Static configurations under which the generated ones are compared; each takes its ports on loopback. */
export const FLAVOURS: Readonly<Record<string, (ports: readonly number[]) => readonly string[]>> = {
  plain: ([web, websecure]) => [
    `--entrypoints.web.address=127.0.0.1:${web}`,
    `--entrypoints.websecure.address=127.0.0.1:${websecure}`,
  ],
  "redirecting and guarded": ([web, websecure]) => [
    `--entryPoints.web.address=127.0.0.1:${web}`,
    "--entryPoints.web.http.redirections.entryPoint.to=websecure",
    `--entryPoints.websecure.address=127.0.0.1:${websecure}/tcp`,
    "--entryPoints.websecure.http.tls",
    "--entryPoints.websecure.http.middlewares=entry-guard@file",
    "--entryPoints.websecure.asDefault",
    "--providers.docker.exposedByDefault=false",
    "--providers.docker.network=edge",
    "--providers.docker.allowEmptyServices=true",
    "--ping",
  ],
  "old rules": ([web, websecure, metrics, dgram]) => [
    "--core.defaultrulesyntax=v2",
    `--entrypoints.web.address=127.0.0.1:${web}`,
    `--entrypoints.websecure.address=127.0.0.1:${websecure}`,
    "--entrypoints.websecure.http.middlewares=entry-guard",
    `--entrypoints.metrics.address=127.0.0.1:${metrics}`,
    `--entrypoints.dgram.address=127.0.0.1:${dgram}/udp`,
    "--metrics.prometheus.entrypoint=metrics",
    "--providers.docker.constraints=Label(`team`, `a`) || LabelRegex(`team`, `^x`)",
    '--providers.docker.defaultrule=Host(`{{ .Name | lower }}.{{ index .Labels "team" }}`,`{{ trimPrefix `c` .ContainerName }}`)',
    "--providers.docker.usebindportip",
  ],
};

/** Ports of loopback that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve) =>
          server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)),
        ),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
