import type { Backup, BackupTool } from "../model/backup.ts";
import type { AccessClass } from "../model/expectations.ts";

/**
 * What the declaration says there must be, as plain JSON without any value that could be a secret, so
 * that it is stored with a run and the run can be judged again.
 */
export interface Expectation {
  readonly hosts: readonly ExpectedHost[];
  /** Ranges of addresses that are the VPN, from the settings. */
  readonly vpn?: readonly string[];
  /** Places that backups go to, from the settings. */
  readonly stores?: readonly BackupStore[];
}

/** A place that backups go to: a repository or a folder, as seen from the host that fills it. */
export interface BackupStore {
  readonly name: string;
  /** The host whose shell is asked, and whose data goes there. */
  readonly host: string;
  readonly tool: BackupTool;
  /** As the tool takes it on that host: a folder, or an address without a password in it. */
  readonly repository: string;
  /** File on the host that holds the key of the repository. Only the tool itself reads it. */
  readonly passwordFile: string | undefined;
  /** What starts it: `restic.timer`, or the file of a cron table. */
  readonly job: { readonly timer: string } | { readonly cron: string } | undefined;
  /** File on the host that the job writes its own log to; undefined where it is the journal of the timer's service. */
  readonly log: string | undefined;
  /** Configuration of borgmatic that runs it. */
  readonly borgmatic: string | undefined;
  /** Where another host or place holds the same archives. */
  readonly copies: readonly BackupCopy[];
}

export interface BackupCopy {
  /** The declared host whose shell is asked. */
  readonly host: string;
  readonly repository: string;
  readonly passwordFile: string | undefined;
}

/** A volume or a folder of a host that some container writes. */
export interface ExpectedData {
  /** Name of the volume, or path of the folder on the host. */
  readonly source: string;
  readonly kind: "volume" | "folder";
  /** Who writes it. */
  readonly containers: readonly string[];
  /** Null where nothing is declared, or what is cannot be told. */
  readonly backup: Backup | null;
  /** Why what is declared of it cannot be told, in words; then nothing of it is a proof. Absent where all of it is known. */
  readonly unclear?: string;
  /** The server whose data it is; null for plain files. */
  readonly database: { readonly engine: DatabaseEngine; readonly container: string; readonly image: string } | null;
}

/** Databases that a drill can open, and `other` for those that it cannot. */
export type DatabaseEngine = "postgresql" | "mariadb" | "other";

export interface ExpectedHost {
  /** Name of the stack. */
  readonly name: string;
  readonly containers: readonly ExpectedContainer[];
  readonly routes: readonly ExpectedRoute[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  /** Data of the host that containers write; absent in records of versions that did not know it, and then unknown. */
  readonly data?: readonly ExpectedData[];
  /** What else may listen on addresses that others reach, from the settings: `22/tcp`, `172.18.0.1:8085/tcp`. */
  readonly listeners: readonly string[];
  /** Parts of the declaration that could not be read; what depends on them is unknown. */
  readonly problems: readonly string[];
}

export interface ExpectedContainer {
  readonly name: string;
  /** As declared, `traefik:v3.6.6`, with its digest where one is given; undefined where it is built. */
  readonly image: string | undefined;
  readonly restart: string;
  /** Of the policy `on-failure`. */
  readonly maxRetries: number | undefined;
  /** Meant to end. */
  readonly runsOnce: boolean;
  /** Meant to be created and left stopped. */
  readonly stopped: boolean;
  /** Whether a healthcheck must be in force: declared and not disabled. */
  readonly healthcheck: boolean;
  /** The test that must be in force; undefined where the declaration leaves it to the image, or there is none. */
  readonly test: ExpectedTest | undefined;
  /** Bytes. */
  readonly memory: number | undefined;
  readonly memorySwap: number | undefined;
  /** Cores. */
  readonly cpus: number | undefined;
  readonly pidsLimit: number | undefined;
  readonly ports: readonly ExpectedPort[];
  readonly networks: readonly string[];
  readonly hostNetwork: boolean;
  /** Containers it cannot work without, on the same host. */
  readonly dependsOn: readonly string[];
  /** Ports that something in it must listen on for it to serve: those of its routes, TCP ports that it publishes, and those its test asks. */
  readonly serves: readonly number[];
  /**
   * Files inside it that hold private keys of certificates, where it is a proxy; absent in records of versions that
   * did not know it, and then unknown.
   */
  readonly stores?: readonly string[];
  /** What it scrapes, where it is Prometheus and its configuration is declared with it. */
  readonly scrapes?: readonly ScrapeJob[];
  /** Fields of the model that are not known from the declaration, `memory`. */
  readonly unknown: readonly string[];
}

/** A job of Prometheus with the addresses that are declared for it. */
export interface ScrapeJob {
  readonly job: string;
  /** As declared, `node-exporter:9100` or a URL, without a login in it. */
  readonly targets: readonly string[];
}

/** A test of health. Its words may hold a password, so only a print of them is kept (see print.ts). */
export interface ExpectedTest {
  readonly print: string;
  /** Milliseconds, filled in with Docker's defaults. */
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly retries: number;
}

export interface ExpectedPort {
  readonly ip: string;
  readonly external: number | undefined;
  readonly internal: number;
  readonly protocol: string;
  /** Open to everyone on purpose. */
  readonly public: boolean;
}

/** One name and path that must be answered. */
export interface ExpectedRoute {
  readonly router: string;
  /** Name of the container that answers. */
  readonly container: string;
  /** Host name of the request. */
  readonly host: string;
  /** Path of the request; `/` where the rule takes every path. */
  readonly path: string;
  readonly access: AccessClass | undefined;
  readonly middlewares: readonly string[];
  readonly entryPoints: readonly string[];
  readonly tls: boolean;
  /** Port in the container; undefined where Traefik chooses. */
  readonly port: number | undefined;
}
