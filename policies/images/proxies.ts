import type { Image } from "../../model/image.ts";
import { normalise } from "./normalise.ts";

/** Reverse proxies, whose work it is to answer on 80 and 443. */
const PROXIES: ReadonlySet<string> = new Set([
  "caddy",
  "envoyproxy/envoy",
  "haproxy",
  "jc21/nginx-proxy-manager",
  "linuxserver/swag",
  "nginx",
  "nginxinc/nginx-unprivileged",
  "nginxproxy/nginx-proxy",
  "traefik",
]);

/** Git and file servers, which serve SSH as a part of their work. */
const SSH_SERVERS: ReadonlySet<string> = new Set([
  "atmoz/sftp",
  "codeberg.org/forgejo/forgejo",
  "docker.gitea.com/gitea",
  "drakkan/sftpgo",
  "ghcr.io/drakkan/sftpgo",
  "gitea/gitea",
  "gitlab/gitlab-ce",
  "gitlab/gitlab-ee",
  "gogs/gogs",
  "linuxserver/openssh-server",
]);

/** True for an image that is known as a reverse proxy. */
export function isProxy(image: Image | undefined): boolean {
  return image !== undefined && PROXIES.has(normalise(image));
}

/** True for an image that is known to serve SSH as its work. */
export function servesSsh(image: Image | undefined): boolean {
  return image !== undefined && SSH_SERVERS.has(normalise(image));
}
