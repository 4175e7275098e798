import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DockerContainer } from "../../../../edge/traefik/dynamic/docker-container.ts";

const STARTED = `${JSON.stringify({
  Type: "container",
  Action: "start",
  Actor: { ID: "any", Attributes: {} },
  time: 1,
  timeNano: 1,
})}\n`;

/**
 * Speaks the read calls of Docker's API that Traefik's docker provider makes, on loopback, by the published
 * description (https://docs.docker.com/reference/api/engine/version/v1.44/): `/_ping`, `/version`, `/containers/json`,
 * `/containers/{id}/json`, `/events`.
 */
export class DockerApi {
  #containers: readonly DockerContainer[] = [];
  readonly #listeners = new Set<ServerResponse>();
  readonly #server: Server;
  readonly endpoint: string;

  private constructor(server: Server) {
    this.#server = server;
    this.endpoint = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<DockerApi> {
    let api: DockerApi | undefined;
    const server = createServer((request, response) => api?.answer(request.url ?? "/", response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    api = new DockerApi(server);
    return api;
  }

  /** Replaces all containers and tells Traefik that something has started. */
  show(containers: readonly DockerContainer[]): void {
    this.#containers = containers;
    for (const listener of this.#listeners) listener.write(STARTED);
  }

  stop(): void {
    for (const listener of this.#listeners) listener.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  answer(url: string, response: ServerResponse): void {
    const path = new URL(url, "http://docker").pathname.replace(/^\/v1\.\d+/, "");
    response.setHeader("Api-Version", "1.44");
    response.setHeader("Content-Type", "application/json");
    if (path === "/_ping") return void response.end("OK");
    if (path === "/version") return void response.end(JSON.stringify({ Version: "27.0.0", ApiVersion: "1.44" }));
    if (path === "/events") {
      response.flushHeaders();
      this.#listeners.add(response);
      // What was shown after Traefik listed the containers and before it listened would be lost.
      response.write(STARTED);
      response.on("close", () => this.#listeners.delete(response));
      return;
    }
    if (path === "/containers/json")
      return void response.end(JSON.stringify(this.#containers.map(({ id }) => ({ Id: id }))));
    const id = /^\/containers\/([^/]+)\/json$/.exec(path)?.[1];
    const found = this.#containers.find((each) => each.id === id || each.name === id);
    if (found === undefined) {
      response.statusCode = 404;
      return void response.end(JSON.stringify({ message: "no such container" }));
    }
    response.end(JSON.stringify(inspected(found)));
  }
}

function inspected(container: DockerContainer): object {
  const networks = [...container.networks].map(([name, address]) => [name, { NetworkID: name, IPAddress: address }]);
  const ports = (container.ports ?? []).map(({ port, binding }) => [
    `${port}/tcp`,
    binding === undefined ? null : [{ HostIp: binding.ip, HostPort: binding.port }],
  ]);
  return {
    Id: container.id,
    Name: `/${container.name}`,
    State: {
      Status: container.status,
      Running: container.status === "running",
      ...(container.health === "" ? {} : { Health: { Status: container.health } }),
    },
    HostConfig: { NetworkMode: container.networkMode },
    Config: { Labels: Object.fromEntries(container.labels) },
    NetworkSettings: { Ports: Object.fromEntries(ports), Networks: Object.fromEntries(networks) },
  };
}
