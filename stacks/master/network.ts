import { bind, type Service, secret, shell } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { CONFIGURATION, nightly } from "../shared/backup.ts";

const CLOUDFLARED = "172.70.9.3";

/** Name resolution for the VPN and the home network. */
export function network(site: Site): readonly Service[] {
  const answers = [{ on: "vpn" }, { on: { address: site.homeAddress } }] as const;
  return [
    {
      name: "pihole",
      image: "pihole/pihole:2025.11.1",
      networks: [{ network: "pihole_internal", ipv4: "172.70.9.2" }, "traefik"],
      ports: [
        ...answers.flatMap(({ on }) => [
          { host: 53, on },
          { host: 53, protocol: "udp" as const, on },
        ]),
        { host: 8053, container: 80, on: "loopback" },
      ],
      memory: 512,
      stopTimeout: 30,
      healthcheck: shell("dig +short +time=5 +tries=1 @127.0.0.1 one.one.one.one A | grep -Eq '^[0-9.]+$'", {
        proves: "a name of the Internet resolves through Pi-hole and cloudflared behind it",
        startPeriod: "60s",
      }),
      env: {
        FTLCONF_dns_upstreams: `${CLOUDFLARED}#5053`,
        FTLCONF_dns_listeningMode: "all",
        WEBPASSWORD_FILE: "pihole-web-password",
        TZ: site.timezone,
      },
      files: [{ path: "/run/secrets/pihole-web-password", content: secret("piholeWebPassword") }],
      mounts: [
        bind(site.data("pihole/etc-pihole"), "/etc/pihole", nightly("stop")),
        bind(site.data("pihole/etc-dnsmasq.d"), "/etc/dnsmasq.d", CONFIGURATION),
      ],
      routes: [
        {
          router: "pihole",
          host: `pihole.${site.domain}`,
          access: "vpn-only",
          port: 80,
          middlewares: ["crowdsec-bouncer@file"],
        },
      ],
      dependsOn: ["cloudflared"],
    },
    {
      name: "cloudflared",
      image: "cloudflare/cloudflared:2024.12.2",
      networks: [{ network: "pihole_internal", ipv4: CLOUDFLARED }],
      memory: 128,
      user: "65532:65532",
      healthcheck: {
        absent: "the image holds one program and no shell; Pi-hole's healthcheck resolves a name through it",
      },
      command: [
        "proxy-dns",
        "--address=0.0.0.0",
        "--port=5053",
        "--upstream=https://1.1.1.1/dns-query",
        "--upstream=https://1.0.0.1/dns-query",
      ],
    },
  ];
}
