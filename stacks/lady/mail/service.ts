import { type Service, secret, type Value } from "../../../declare/index.ts";
import type { Site } from "../../settings.ts";

export const MAIL_NETWORK = "mailcowdockerized_mailcow-network";
const PROJECT = "mailcowdockerized";

/** Resolver of the mail stack, which validates DNSSEC. */
export const RESOLVER = "172.28.1.254";

/** Name on the host of a part of the mail stack: `dovecot` is `mailcowdockerized-dovecot-mailcow-1`. */
export function mailContainer(part: string): string {
  return `${PROJECT}-${part}-mailcow-1`;
}

/** Login to the mail database. */
export const DATABASE: Readonly<Record<string, Value>> = {
  DBNAME: "mailcow",
  DBUSER: "mailcow",
  DBPASS: secret("mailcowDbPassword"),
};

/** Login to the mail stack's Redis. */
export const REDIS: Readonly<Record<string, Value>> = { REDISPASS: secret("mailcowRedisPassword") };

/** The mail stack's socket of the database. */
export const DATABASE_SOCKET = { volume: "mysql-socket-vol-1", target: "/var/run/mysqld" } as const;

/** What the images of the mail stack are told about it. */
export function surroundings(site: Site): Readonly<Record<string, Value>> {
  return {
    TZ: site.timezone,
    MAILCOW_HOSTNAME: `mail.${site.domain}`,
    COMPOSE_PROJECT_NAME: PROJECT,
    IPV4_NETWORK: "172.28.1",
    MASTER: "y",
  };
}

/** A folder or file of the mail stack's data. */
export function mailData(site: Site): (path: string) => string {
  return (path) => site.data(`mailcow/data/${path}`);
}

/** A part of the mail stack; what is left out here is the same for all parts. */
export interface Part extends Omit<Service, "name" | "networks" | "dependsOn"> {
  /** Short name: `dovecot`. */
  readonly part: string;
  /** Fixed address, where others configure it by number. */
  readonly ipv4?: string;
  /** Name in the mail network beside `<part>-mailcow`; the short name where it is left out. */
  readonly alias?: string;
  /** Networks besides the mail network. */
  readonly besides?: readonly string[];
  /** Short names of other parts. */
  readonly after?: readonly string[];
}

/**
 * A container of the mail stack. It keeps the names and labels of the compose project that the stack comes
 * from: its web interface, its watchdog and its scheduler find the other containers by them.
 */
export function part({ part, ipv4, alias = part, besides = [], after = [], labels, ...own }: Part): Service {
  const membership = {
    network: MAIL_NETWORK,
    aliases: [`${part}-mailcow`, alias],
    ...(ipv4 === undefined ? {} : { ipv4 }),
  };
  return {
    restart: "always",
    ...own,
    name: mailContainer(part),
    ...(own.networkMode === "host" ? {} : { networks: [membership, ...besides] }),
    labels: { "com.docker.compose.project": PROJECT, "com.docker.compose.service": `${part}-mailcow`, ...labels },
    ...(after.length === 0 ? {} : { dependsOn: after.map(mailContainer) }),
  };
}
