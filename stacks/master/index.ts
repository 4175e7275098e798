import type { NetworkSpec, Service } from "../../declare/index.ts";
import type { Site } from "../settings.ts";
import { bouncer, crowdsec } from "../shared/security.ts";
import { auth } from "./auth.ts";
import { ingress } from "./ingress.ts";
import { hostsBehindLogin } from "./login.ts";
import { management } from "./management.ts";
import { monitoring } from "./monitoring.ts";
import { network } from "./network.ts";
import { notification } from "./notification.ts";
import { web } from "./web.ts";

export const NETWORKS: readonly NetworkSpec[] = [
  { name: "traefik", subnet: "172.18.0.0/16", gateway: "172.18.0.1" },
  { name: "monitoring", subnet: "172.30.0.0/24" },
  { name: "pihole_internal", subnet: "172.70.9.0/29" },
];

/** The control plane: ingress, login, monitoring and what coordinates the VPN. */
export function master(site: Site): readonly Service[] {
  const services = [
    bouncer(),
    crowdsec(site),
    ...monitoring(site),
    ...network(site),
    ...notification(site),
    ...management(site),
    ...web(site),
  ];
  return [...ingress(site), ...auth(site, hostsBehindLogin(services)), ...services];
}
