import type { Service } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { traefik } from "../shared/traefik.ts";

/** Traefik, with what only Lady has: backends with certificates of their own, and the way from her apex to Master's page. */
export function ingress(site: Site): readonly Service[] {
  return [
    traefik(site, {
      ports: [{ host: 8082, on: "vpn" }],
      dynamic: {
        middlewares: {
          "apex-to-landing": {
            redirectRegex: { regex: "^https://[^/]+/.*", replacement: `https://${site.peerDomain}/`, permanent: false },
          },
        },
        serversTransports: { "self-signed": { insecureSkipVerify: true } },
      },
    }),
  ];
}
