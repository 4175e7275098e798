import type { NetworkSpec, Service } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { bouncer, crowdsec } from "../shared/security.ts";
import { ingress } from "./ingress.ts";
import { iot } from "./iot.ts";
import { mail } from "./mail/index.ts";
import { MAIL_NETWORK } from "./mail/service.ts";
import { management } from "./management.ts";
import { monitoring } from "./monitoring.ts";
import { odoo } from "./odoo.ts";
import { office } from "./office.ts";
import { unifi } from "./unifi.ts";
import { web } from "./web.ts";

export const NETWORKS: readonly NetworkSpec[] = [
  { name: "traefik", subnet: "172.18.0.0/16", gateway: "172.18.0.1" },
  { name: "monitoring", subnet: "172.19.0.0/16" },
  { name: "nextcloud_nextcloud", subnet: "172.20.0.0/16" },
  { name: "portainer-agent_default", subnet: "172.21.0.0/16" },
  { name: "odoo-internal", subnet: "172.22.0.0/16" },
  { name: "unifi_unifi", subnet: "172.23.0.0/16" },
  { name: MAIL_NETWORK, subnet: "172.28.1.0/24", bridge: "br-mailcow" },
];

/** Applications and mail. */
export function lady(site: Site): readonly Service[] {
  return [
    ...ingress(site),
    bouncer(),
    crowdsec(site, [{ host: 6060, on: "vpn" }]),
    ...monitoring(site),
    ...management(site),
    ...mail(site),
    ...office(site),
    ...odoo(site),
    ...unifi(site),
    ...iot(site),
    ...web(site),
  ];
}
