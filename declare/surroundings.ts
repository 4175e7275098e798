import type * as pulumi from "@pulumi/pulumi";
import type { Edge } from "./routes.ts";

/** Addresses of a host on which containers may publish ports. */
export interface Addresses {
  /** For ports that everyone may reach: `0.0.0.0`, or one address of the host. */
  readonly public: string;
  readonly vpn: string;
  readonly loopback: string;
}

/** What a service refers to by name, as resources. */
export interface Surroundings {
  readonly addresses: Addresses;
  readonly edge: Edge | undefined;
  /** The name as the network's resource gives it, known in a preview. */
  network(name: string): pulumi.Input<string>;
  volume(name: string): pulumi.Input<string>;
  secret(key: string): pulumi.Output<string>;
}
