import type { Container } from "../../../model/container.ts";

/** What Traefik's docker provider sees of one container. */
export interface DockerContainer {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** `running`, `exited`. */
  readonly status: string;
  /** Empty where there is no healthcheck. */
  readonly health: "" | "starting" | "healthy" | "unhealthy" | "none";
  /** `bridge`, `host`, `container:x`, or a network's name. */
  readonly networkMode: string;
  /** Address by name of the network. */
  readonly networks: ReadonlyMap<string, string>;
  /** Container ports that the image exposes or the container publishes; undefined where the image is not known. */
  readonly ports: readonly DockerPort[] | undefined;
  /** The declaration that it comes from. */
  readonly declared: Container | undefined;
  /** Field of the model by label. */
  readonly labelFields: ReadonlyMap<string, string>;
}

export interface DockerPort {
  readonly port: number;
  /** Where it is published on the host. */
  readonly binding: { readonly ip: string; readonly port: string } | undefined;
}
