import type { Edge, Middleware } from "../../declare/index.ts";

/** How both hosts serve their names. */
export const EDGE: Edge = {
  network: "traefik",
  entryPoint: "https",
  certificateResolver: "cloudflare",
  guards: {
    public: ["default-security-headers@file"],
    "own-login": ["crowdsec-bouncer@file", "default-security-headers@file"],
    authelia: ["crowdsec-bouncer@file", "default-security-headers@file", "authelia@file"],
    "vpn-only": ["vpn-only@file", "default-security-headers@file"],
    redirect: [],
    internal: ["vpn-only@file"],
  },
};

/** Clients in these ranges are in the VPN: tailnet, home LAN and the WireGuard link. No bridge, no public address. */
export const VPN_RANGES = ["100.64.0.0/10", "192.168.99.0/24", "10.10.0.0/30"] as const;

/** Middlewares that both hosts have. */
export const MIDDLEWARES: Readonly<Record<string, Middleware>> = {
  "vpn-only": { ipAllowList: { sourceRange: VPN_RANGES } },
  "crowdsec-bouncer": {
    forwardAuth: {
      address: "http://bouncer-traefik:8080/api/v1/forwardAuth",
      trustForwardHeader: true,
    },
  },
  "default-security-headers": {
    headers: {
      stsSeconds: 31536000,
      stsIncludeSubdomains: true,
      stsPreload: true,
      contentTypeNosniff: true,
      customBrowserXSSValue: "0",
      referrerPolicy: "strict-origin-when-cross-origin",
    },
  },
  "traefik-auth": { basicAuth: { usersFile: "/run/secrets/traefik-users", removeHeader: true } },
};

/** The login portal as a middleware; on the host where the portal runs. */
export const AUTHELIA: Readonly<Record<string, Middleware>> = {
  authelia: {
    forwardAuth: {
      address: "http://authelia:9091/api/authz/forward-auth",
      trustForwardHeader: true,
      authResponseHeaders: ["Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name"],
    },
  },
};
