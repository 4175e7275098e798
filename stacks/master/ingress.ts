import type { Service } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { AUTHELIA } from "../shared/edge.ts";
import { traefik } from "../shared/traefik.ts";

/** Traefik, with what only Master has: the login portal, log pushes, and the VPN's native control server. */
export function ingress(site: Site): readonly Service[] {
  const origins = ["headscale-ui", "headscale-admin"].map((name) => `https://${name}.${site.domain}`);
  return [
    traefik(site, {
      files: [{ path: "/run/secrets/loki-push-users", content: { secret: "lokiPushUsers" } }],
      dynamic: {
        middlewares: {
          ...AUTHELIA,
          "loki-push": { basicAuth: { usersFile: "/run/secrets/loki-push-users", removeHeader: true } },
          "headscale-cors": {
            headers: {
              accessControlAllowOriginList: origins,
              accessControlAllowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
              accessControlAllowHeaders: ["Authorization", "Content-Type"],
              accessControlMaxAge: 600,
              addVaryHeader: true,
            },
          },
        },
        routes: [
          {
            router: "headscale",
            host: `headscale.${site.domain}`,
            access: "public",
            url: "http://172.18.0.1:8085",
            middlewares: ["headscale-cors@file"],
          },
        ],
      },
    }),
  ];
}
