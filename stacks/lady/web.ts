import { readOnly, type Service, wget } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { UNPRIVILEGED_NGINX } from "../shared/web.ts";

const SECURITY_PATHS = ["/.well-known/security.txt", "/.well-known/pgp-key.txt", "/security-policy"] as const;

/** The policies that strangers must be able to read, and the apex of the domain, which leads to Master's page. */
export function web({ domain, data }: Site): readonly Service[] {
  return [
    {
      ...UNPRIVILEGED_NGINX,
      name: "mta-sts",
      image: "nginx:1.27-alpine",
      networks: ["traefik"],
      healthcheck: wget("http://127.0.0.1:80/.well-known/mta-sts.txt", {
        proves: "nginx serves the MTA-STS policy",
        header: `Host: mta-sts.${domain}`,
        matching: "^version: STSv1",
      }),
      mounts: [
        ...UNPRIVILEGED_NGINX.mounts,
        readOnly(data("mta-sts/.well-known"), "/usr/share/nginx/html/.well-known"),
        readOnly(data("mta-sts/security-policy"), "/usr/share/nginx/html/security-policy"),
        readOnly(data("mta-sts/default.conf"), "/etc/nginx/conf.d/default.conf"),
      ],
      routes: [
        { router: "mta-sts", host: `mta-sts.${domain}`, access: "public", port: 80 },
        { router: "security-txt", host: domain, paths: SECURITY_PATHS, access: "public", port: 80 },
        {
          router: "quietly-online",
          host: domain,
          access: "redirect",
          port: 80,
          middlewares: ["apex-to-landing@file"],
        },
      ],
    },
  ];
}
