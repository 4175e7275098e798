import type { Lab } from "../lab.ts";
import type { NameRecord } from "../names/message.ts";
import type { Mend } from "./containers.ts";

/**
 * Changes what the resolvers know.
 *
 * @param which numbers of the resolvers; all where they are left out.
 */
export async function changeNames(
  lab: Lab,
  change: (zone: Map<string, readonly NameRecord[]>) => void,
  which?: readonly number[],
): Promise<Mend> {
  const servers = lab.names.filter((_, number) => which === undefined || which.includes(number));
  const before = servers.map(({ zone }) => zone);
  for (const server of servers) {
    const zone = new Map(server.zone);
    change(zone);
    server.zone = zone;
  }
  return async () => {
    for (const [number, server] of servers.entries()) server.zone = before[number] ?? server.zone;
  };
}
