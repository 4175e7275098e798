import { baseName } from "./host-path.ts";

/**
 * File names of the sockets through which a container engine takes orders.
 * https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option,
 * https://docs.podman.io/en/latest/markdown/podman-system-service.1.html,
 * https://github.com/containerd/containerd/blob/main/docs/man/containerd-config.toml.5.md, https://github.com/cri-o/cri-o
 */
const SOCKETS: ReadonlySet<string> = new Set([
  "docker.sock",
  "docker.sock.raw",
  "containerd.sock",
  "containerd.sock.ttrpc",
  "podman.sock",
  "crio.sock",
  "cri-dockerd.sock",
  "dockershim.sock",
  "balena-engine.sock",
]);

/** Folders in which one of those sockets lies on an ordinary host. `/` is the affair of a rule of its own. */
const FOLDERS: ReadonlySet<string> = new Set([
  "/run",
  "/var",
  "/run/docker",
  "/run/containerd",
  "/run/podman",
  "/run/crio",
  "/run/k3s",
  "/run/k3s/containerd",
]);

/** True where the path names an engine's socket, wherever it lies (`/run/user/1000/docker.sock`). */
export function isEngineSocket(path: string): boolean {
  return SOCKETS.has(baseName(path));
}

/** True for a folder that holds an engine's socket; `/run/user/1000` and `/run/dbus` do not. */
export function holdsEngineSocket(path: string): boolean {
  return FOLDERS.has(path);
}
