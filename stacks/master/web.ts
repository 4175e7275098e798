import { readOnly, type Service, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { UNPRIVILEGED_NGINX } from "../shared/web.ts";

const UNKNOWN_NAME_PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>No such service</title></head>
  <body><h1>No such service</h1><p>Nothing is served under this name.</p></body>
</html>
`;

/** Static pages and tools for the browser. */
export function web({ domain, data }: Site): readonly Service[] {
  return [
    {
      ...UNPRIVILEGED_NGINX,
      name: "default-landing",
      image: "nginx:1.27-alpine",
      networks: ["traefik"],
      healthcheck: wget("http://127.0.0.1:80/", { proves: "nginx serves the landing page" }),
      mounts: [...UNPRIVILEGED_NGINX.mounts, readOnly(data("static-pages"), "/usr/share/nginx/html")],
      routes: [{ router: "quietly-its-me", host: domain, access: "authelia", port: 80 }],
      dependsOn: ["authelia"],
    },
    {
      ...UNPRIVILEGED_NGINX,
      name: "catchall-page",
      image: "nginx:1.27-alpine",
      networks: ["traefik"],
      healthcheck: wget("http://127.0.0.1:80/", {
        proves: "nginx serves the page for unknown names",
        matching: "No such service",
      }),
      files: [{ path: "/usr/share/nginx/html/index.html", content: UNKNOWN_NAME_PAGE }],
      // No name follows from the rule, so the certificate has to be asked for by name.
      labels: { "traefik.http.routers.catchall-page.tls.domains[0].main": `*.${domain}` },
      routes: [
        {
          router: "catchall-page",
          rule: `HostRegexp(\`^[a-z0-9-]+\\.${domain.replaceAll(".", "\\.")}$\`)`,
          answersAt: `https://no-such-name.${domain}/`,
          access: "public",
          port: 80,
          priority: 1,
        },
      ],
    },
    {
      ...UNPRIVILEGED_NGINX,
      name: "it-tools",
      image: "corentinth/it-tools:2024.10.22-7ca5933",
      networks: ["traefik"],
      healthcheck: wget("http://127.0.0.1:80/", { proves: "nginx serves the tools' page" }),
      routes: [
        {
          router: "it-tools",
          host: `tools.${domain}`,
          access: "vpn-only",
          port: 80,
          middlewares: ["crowdsec-bouncer@file"],
        },
      ],
    },
  ];
}
