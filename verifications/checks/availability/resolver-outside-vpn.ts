import { inRanges, ranges } from "../../../model/address.ts";
import { check, NotSeen } from "../../check.ts";
import { type HostSubject, hostsIn, needsHost, ofHost, whereSeen } from "../../expected.ts";
import type { DaemonValue, ResolversValue, UnitsValue } from "../../facts/host/values.ts";

/** Containers that bring the VPN up, by the last word of their image: `headscale-ui` only shows it. */
const CONTROL = /(?:^|[/-])(?:headscale|tailscale|wireguard|wg-easy|netbird)(?:[:@]|$)/;
/** The same as native services. */
const UNIT = /^(?:headscale|tailscaled?|wg-quick@[\w.-]+|netbird)\.service$/;

export default check<HostSubject>({
  id: "resolver-outside-vpn",
  criterion: "availability",
  lines: [],
  title: "A host resolves names through the VPN that needs names to come up",
  why: "While the VPN is up everything works; after a restart its control plane waits for a name, and the resolver waits for the VPN.",
  proof:
    "`nameserver` lines of the host (those behind systemd's own) and `dns` of daemon.json: none lies in the VPN ranges of the settings.",
  remedy: "Name resolvers outside of the VPN first, and let the VPN answer for its own names only.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: hostsIn,
  blockedBy: needsHost,
  *judge({ host, declared }, look, { vpn }) {
    if (vpn === undefined) throw new NotSeen("settings", "the settings do not say which ranges are the VPN");
    const within = ranges(vpn);
    const { addresses } = look.value(ofHost("resolvers", host)) as unknown as ResolversValue;
    const control = declared.containers.filter(({ image }) => CONTROL.test(image ?? "")).map(({ name }) => name);
    const units = whereSeen<UnitsValue>(look, ofHost("units", host));
    const native = Object.entries(units?.restarts ?? {})
      .filter(([unit]) => UNIT.test(unit))
      .map(([unit, times]) => `${unit} (started again ${times} times)`);
    const failed = (units?.failed ?? []).filter((unit) => UNIT.test(unit) && units?.restarts[unit] === undefined);
    const waiting = [...control, ...native, ...failed];
    const cycle = waiting.length === 0 ? "" : `, which ${waiting.join(" and ")} has to bring up first`;
    if (addresses.length === 0) yield { message: `${host} has no resolver`, detail: "none", cause: "no-resolver" };
    for (const address of addresses)
      if (inRanges(within, address))
        yield {
          message: `${host} asks ${address} for names, inside the VPN${cycle}`,
          detail: address,
          cause: "resolver-in-vpn",
        };
    const { dns } = look.value(ofHost("daemon", host)) as unknown as DaemonValue;
    for (const address of dns)
      if (inRanges(within, address))
        yield {
          message: `${host}: its engine lets containers ask ${address} for names, inside the VPN${cycle}`,
          detail: `engine ${address}`,
          cause: "resolver-in-vpn",
        };
  },
});
