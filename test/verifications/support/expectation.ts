import type {
  Expectation,
  ExpectedContainer,
  ExpectedHost,
  ExpectedPort,
  ExpectedRoute,
} from "../../../verifications/expectation.ts";

/** A part of an expectation as a case writes it: what it does not say is that of a quiet container. */
export interface Sketch {
  readonly hosts: readonly HostSketch[];
  readonly vpn?: readonly string[];
}

export type HostSketch = Partial<Omit<ExpectedHost, "containers" | "routes">> & {
  readonly name: string;
  readonly containers?: readonly ContainerSketch[];
  readonly routes?: readonly (Partial<ExpectedRoute> & Pick<ExpectedRoute, "host">)[];
};

export type ContainerSketch = Partial<Omit<ExpectedContainer, "ports">> & {
  readonly name: string;
  readonly ports?: readonly Partial<ExpectedPort>[];
};

const CONTAINER: Omit<ExpectedContainer, "name"> = {
  image: "web:1",
  restart: "unless-stopped",
  maxRetries: undefined,
  runsOnce: false,
  stopped: false,
  healthcheck: false,
  test: undefined,
  memory: undefined,
  memorySwap: undefined,
  cpus: undefined,
  pidsLimit: undefined,
  ports: [],
  networks: [],
  hostNetwork: false,
  dependsOn: [],
  serves: [],
  unknown: [],
};
const PORT: ExpectedPort = { ip: "127.0.0.1", external: 80, internal: 80, protocol: "tcp", public: false };
const ROUTE: Omit<ExpectedRoute, "host"> = {
  router: "web",
  container: "web",
  path: "/",
  access: "public",
  middlewares: [],
  entryPoints: ["https"],
  tls: true,
  port: 80,
};
const HOST: Omit<ExpectedHost, "name"> = {
  containers: [],
  routes: [],
  networks: [],
  volumes: [],
  listeners: [],
  problems: [],
};

/** Fills in what a case leaves out. */
export function expectationOf({ hosts, vpn }: Sketch): Expectation {
  return {
    ...(vpn === undefined ? {} : { vpn }),
    hosts: hosts.map(({ containers = [], routes = [], ...host }) => ({
      ...HOST,
      ...host,
      containers: containers.map(({ ports = [], ...container }) => ({
        ...CONTAINER,
        ...container,
        ports: ports.map((port) => ({ ...PORT, ...port })),
      })),
      routes: routes.map((route) => ({ ...ROUTE, ...route })),
    })),
  };
}
