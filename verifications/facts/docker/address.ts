import { homedir } from "node:os";
import { join } from "node:path";

/** Where an engine answers. */
export type EngineAddress =
  | { readonly kind: "unix"; readonly shown: string; readonly path: string }
  | {
      readonly kind: "tcp";
      readonly shown: string;
      readonly host: string;
      readonly port: number;
      /** Folder with ca.pem, cert.pem and key.pem; undefined speaks without TLS. */
      readonly certificates: string | undefined;
    }
  | {
      readonly kind: "ssh";
      readonly shown: string;
      readonly host: string;
      readonly port: number | undefined;
      readonly user: string | undefined;
    };

/** An address that names no engine, in words that quote nothing of it but its scheme. */
export class AddressError extends Error {
  override readonly name = "AddressError";
}

/** The variables that Docker's own command reads: https://docs.docker.com/reference/cli/docker/#environment-variables */
export type DockerEnvironment = Readonly<
  Partial<Record<"DOCKER_HOST" | "DOCKER_CERT_PATH" | "DOCKER_TLS_VERIFY", string>>
>;

const DEFAULT_SOCKET = "unix:///var/run/docker.sock";
const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
const HOST = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9._-]{0,252})$/;

/**
 * Reads the address of an engine: `local`, `unix:///path`, `tcp://host:port`, `ssh://user@host:port`. `local` is
 * DOCKER_HOST, else the usual socket. TCP goes over TLS where DOCKER_TLS_VERIFY or DOCKER_CERT_PATH is set, and
 * on port 2376; the certificates lie in DOCKER_CERT_PATH, else in `~/.docker`.
 *
 * @throws AddressError
 */
export function parseAddress(text: string, env: DockerEnvironment): EngineAddress {
  const written = text === "local" ? env.DOCKER_HOST || DEFAULT_SOCKET : text;
  const [, scheme, rest = ""] = /^([a-z]+):\/\/(.*)$/s.exec(written) ?? [];
  if (scheme === "unix") {
    if (!rest.startsWith("/")) throw new AddressError("unix:// is followed by the absolute path of a socket");
    return { kind: "unix", shown: `unix://${rest}`, path: rest };
  }
  if (scheme !== "tcp" && scheme !== "ssh")
    throw new AddressError("an engine is named by local, unix:///path, tcp://host:port or ssh://user@host");
  const { user, host, port } = parts(scheme, rest);
  if (scheme === "ssh")
    return { kind: "ssh", shown: `ssh://${user === undefined ? "" : `${user}@`}${host}`, host: bare(host), port, user };
  const isTls = Boolean(env.DOCKER_TLS_VERIFY || env.DOCKER_CERT_PATH) || port === TLS_PORT;
  const used = port ?? (isTls ? TLS_PORT : PLAIN_PORT);
  return {
    kind: "tcp",
    shown: `tcp://${host}:${used}`,
    host: bare(host),
    port: used,
    certificates: isTls ? env.DOCKER_CERT_PATH || join(homedir(), ".docker") : undefined,
  };
}

function parts(scheme: string, rest: string): { user: string | undefined; host: string; port: number | undefined } {
  const [, user, host = "", written] = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:/@]*)(?::(\d{1,5}))?\/?$/.exec(rest) ?? [];
  const port = written === undefined ? undefined : Number(written);
  if (user?.includes(":")) throw new AddressError(`${scheme}:// takes no password`);
  if (user !== undefined && (scheme !== "ssh" || !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/.test(user)))
    throw new AddressError(`${scheme}:// takes ${scheme === "ssh" ? "another kind of user name" : "no user name"}`);
  if (!HOST.test(host) || (port !== undefined && (port < 1 || port > 65535)))
    throw new AddressError(`${scheme}:// is followed by a host and a port`);
  return { user, host, port };
}

function bare(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}
