import type { BackupPolicy, NoBackup } from "../../../model/backup.ts";
import type {
  BackupStore,
  Expectation,
  ExpectedContainer,
  ExpectedData,
  ExpectedHost,
  ExpectedPort,
  ExpectedRoute,
} from "../../../verifications/expectation.ts";

/** A part of an expectation as a case writes it: what it does not say is that of a quiet container. */
export interface Sketch {
  readonly hosts: readonly HostSketch[];
  readonly vpn?: readonly string[];
  readonly stores?: readonly (Partial<BackupStore> & Pick<BackupStore, "name">)[];
}

export type HostSketch = Partial<Omit<ExpectedHost, "containers" | "routes" | "data">> & {
  readonly name: string;
  readonly data?: readonly DataSketch[];
  readonly containers?: readonly ContainerSketch[];
  readonly routes?: readonly (Partial<ExpectedRoute> & Pick<ExpectedRoute, "host">)[];
};

export type DataSketch = Partial<Omit<ExpectedData, "backup">> & {
  readonly source: string;
  readonly backup?: Partial<BackupPolicy> | NoBackup | null;
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

const POLICY: BackupPolicy = {
  tool: "restic",
  to: undefined,
  schedule: "daily 02:30",
  keep: { daily: 7 },
  rpo: 26 * 3600,
  rto: 3600,
  consistent: { kind: "none-needed", reason: "files are written whole" },
  record: undefined,
  secret: true,
};
const DATA: Omit<ExpectedData, "source"> = { kind: "volume", containers: ["web"], backup: POLICY, database: null };
const STORE: Omit<BackupStore, "name"> = {
  host: "lady",
  tool: "restic",
  repository: "/srv/backup",
  passwordFile: "/root/backup.key",
  job: { timer: "backup.timer" },
  log: undefined,
  borgmatic: undefined,
  copies: [],
};

function dataOf({ backup, ...data }: DataSketch): ExpectedData {
  if (backup === undefined || backup === null || backup.tool === "none")
    return { ...DATA, ...data, ...(backup === undefined ? {} : { backup: backup as NoBackup | null }) };
  return { ...DATA, ...data, backup: { ...POLICY, ...backup } };
}

/** Fills in what a case leaves out. */
export function expectationOf({ hosts, vpn, stores }: Sketch): Expectation {
  return {
    ...(vpn === undefined ? {} : { vpn }),
    ...(stores === undefined ? {} : { stores: stores.map((store) => ({ ...STORE, ...store })) }),
    hosts: hosts.map(({ containers = [], routes = [], data, ...host }) => ({
      ...HOST,
      ...host,
      ...(data === undefined ? {} : { data: data.map(dataOf) }),
      containers: containers.map(({ ports = [], ...container }) => ({
        ...CONTAINER,
        ...container,
        ports: ports.map((port) => ({ ...PORT, ...port })),
      })),
      routes: routes.map((route) => ({ ...ROUTE, ...route })),
    })),
  };
}
