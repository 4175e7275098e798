import type { ImageFacts } from "../facts.ts";

/** What stands at the edge: proxies, login, tunnels, VPN. */
export const EDGE: readonly ImageFacts[] = [
  {
    images: ["traefik"],
    tags: /^v?[23](\.|$)/,
    source: "https://github.com/traefik/traefik-library-image",
    user: {
      runsAs: "root-by-choice",
      instead:
        'Set `user`, for example "65532:65532" as its own Helm chart does, give it acme.json, and let it ask a socket proxy instead of the socket.',
    },
    adminUi: { name: "Traefik's dashboard and API", ports: [8080] },
    healthcheck: "none",
    tools: { shell: true, wget: true, curl: false },
    ports: [80],
  },
  {
    images: ["nginx"],
    tags: /alpine/,
    source: "https://github.com/nginx/docker-nginx",
    user: {
      runsAs: "root-by-nature",
      because:
        "with the image's own configuration its master process stays root; the workers that serve requests do not",
    },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [80],
  },
  {
    images: ["nginx"],
    source: "https://github.com/nginx/docker-nginx",
    user: {
      runsAs: "root-by-nature",
      because:
        "with the image's own configuration its master process stays root; the workers that serve requests do not",
    },
    healthcheck: "none",
    tools: { shell: true },
    ports: [80],
  },
  {
    images: ["nginxinc/nginx-unprivileged"],
    source: "https://github.com/nginx/docker-nginx-unprivileged",
    user: { runsAs: "non-root" },
    healthcheck: "none",
    tools: { shell: true },
    ports: [8080],
  },
  {
    images: ["caddy"],
    source: "https://github.com/caddyserver/caddy-docker",
    user: {
      runsAs: "root-by-choice",
      instead: 'Set `user`, for example "1000:1000", and give it the folders /data and /config.',
    },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [80, 443, 2019],
  },
  {
    images: ["haproxy"],
    source: "https://github.com/docker-library/haproxy",
    user: { runsAs: "non-root" },
    healthcheck: "none",
    tools: { shell: true },
  },
  {
    images: ["jc21/nginx-proxy-manager"],
    source: "https://nginxproxymanager.com/advanced-config/#running-processes-as-a-usergroup",
    user: { runsAs: "drops-privileges", by: ["PUID"], mustChoose: true },
    adminUi: { name: "Nginx Proxy Manager", ports: [81] },
    tools: { shell: true, curl: true },
    ports: [80, 81, 443],
  },
  {
    images: ["authelia/authelia", "ghcr.io/authelia/authelia"],
    source: "https://github.com/authelia/authelia/blob/master/Dockerfile",
    user: { runsAs: "drops-privileges", by: ["PUID"], mustChoose: true },
    healthcheck: "own",
    tools: { shell: true, wget: true },
    ports: [9091],
  },
  {
    images: ["cloudflare/cloudflared"],
    tags: /^202[0-5]\./,
    source: "https://github.com/cloudflare/cloudflared/blob/2024.12.2/Dockerfile",
    user: { runsAs: "non-root" },
    healthcheck: "none",
    tools: { shell: false, wget: false, curl: false },
  },
  {
    images: ["cloudflare/cloudflared"],
    source: "https://github.com/cloudflare/cloudflared/blob/master/Dockerfile",
    user: { runsAs: "non-root" },
  },
  {
    images: ["crowdsecurity/crowdsec"],
    source: "https://github.com/crowdsecurity/crowdsec/blob/master/Dockerfile",
    user: {
      runsAs: "root-by-nature",
      because:
        "its entrypoint writes its own configuration and hub, and it reads log files that belong to other services",
    },
    tools: { shell: true },
    ports: [8080, 6060],
  },
  {
    images: ["fbonalair/traefik-crowdsec-bouncer"],
    source: "https://github.com/fbonalair/traefik-crowdsec-bouncer/blob/main/Dockerfile",
    user: { runsAs: "non-root" },
    tools: { wget: true },
    ports: [8080],
  },
  {
    images: ["pihole/pihole"],
    source: "https://github.com/pi-hole/docker-pi-hole/blob/master/src/Dockerfile",
    user: { runsAs: "drops-privileges" },
    adminUi: { name: "Pi-hole", ports: [80, 443] },
    host: { dhcp: "it answers DHCP, which needs raw access to the network" },
    healthcheck: "own",
    tools: { shell: true, curl: true },
    ports: [53, 80, 443],
  },
  {
    images: ["qmcgaw/gluetun", "ghcr.io/qdm12/gluetun"],
    source: "https://github.com/qdm12/gluetun-wiki/blob/main/setup/options/wireguard.md",
    user: {
      runsAs: "root-by-nature",
      because: "it creates the tunnel device, routes and firewall rules of its namespace",
    },
    host: { netAdmin: "it is a VPN client that sets up routes and firewall rules" },
    healthcheck: "own",
    tools: { shell: true, wget: true },
    ports: [8000, 8388, 8888],
  },
  {
    images: ["linuxserver/wireguard"],
    source: "https://github.com/linuxserver/docker-wireguard",
    user: { runsAs: "root-by-nature", because: "it creates the tunnel device and routes of its namespace" },
    host: { netAdmin: "it is a VPN endpoint that sets up a tunnel" },
    tools: { shell: true, curl: true },
  },
  {
    images: ["weejewel/wg-easy", "ghcr.io/wg-easy/wg-easy"],
    source: "https://github.com/wg-easy/wg-easy",
    user: {
      runsAs: "root-by-nature",
      because: "it creates the tunnel device, routes and firewall rules of its namespace",
    },
    adminUi: { name: "wg-easy", ports: [51821] },
    host: { netAdmin: "it is a VPN endpoint that sets up a tunnel" },
  },
  {
    images: ["tailscale/tailscale", "ghcr.io/tailscale/tailscale"],
    source: "https://tailscale.com/kb/1282/docker",
    host: { netAdmin: "it is a VPN client that sets up routes, where it does not run in user space" },
    tools: { shell: true, wget: true },
  },
  {
    images: ["headscale/headscale", "ghcr.io/juanfont/headscale"],
    source: "https://headscale.net/stable/setup/install/container/",
    ports: [8080, 9090],
  },
  {
    images: ["ghcr.io/gurucomputing/headscale-ui"],
    source: "https://github.com/gurucomputing/headscale-ui/blob/master/docker/production/dockerfile",
    user: { runsAs: "non-root" },
    adminUi: { name: "headscale-ui", ports: [8080, 8443] },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [8080, 8443],
  },
  {
    images: ["goodieshq/headscale-admin"],
    source: "https://github.com/GoodiesHQ/headscale-admin/blob/main/Dockerfile",
    user: {
      runsAs: "root-by-choice",
      instead: 'Set `user`, for example "1000:1000": it serves static files and keeps nothing.',
    },
    adminUi: { name: "headscale-admin", ports: [80] },
    healthcheck: "none",
    tools: { shell: true, wget: true },
    ports: [80],
  },
];
