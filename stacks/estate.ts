import type { Host, NetworkSpec, Service } from "../declare/index.ts";
import { NETWORKS as LADY_NETWORKS, lady } from "./lady/index.ts";
import { NETWORKS as MASTER_NETWORKS, master } from "./master/index.ts";
import type { Deployment, HostName, Site } from "./settings.ts";
import { EDGE } from "./shared/edge.ts";

const DECLARATIONS: Readonly<
  Record<HostName, { readonly networks: readonly NetworkSpec[]; readonly services: (site: Site) => readonly Service[] }>
> = {
  master: { networks: MASTER_NETWORKS, services: master },
  lady: { networks: LADY_NETWORKS, services: lady },
};

/** Everything that is wanted on a host, as data. */
export function estate(
  name: HostName,
  { site, keepVolumes }: Omit<Deployment, "verify">,
): { host: Host; services: readonly Service[] } {
  const { networks, services } = DECLARATIONS[name];
  return { host: { name, addresses: site.addresses, networks, edge: EDGE, keepVolumes }, services: services(site) };
}
