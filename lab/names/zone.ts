import { HOSTS } from "../../stacks/settings.ts";
import { PLACES } from "../addresses.ts";
import type { NameRecord, Zone } from "./message.ts";

/** What the lab's resolvers know: every name below a host's domain leads to it, and the mail domain is in order. */
export function labZone(): Zone {
  const zone = new Map<string, readonly NameRecord[]>();
  for (const host of HOSTS) {
    const { domain, publicAddress } = PLACES[host];
    zone.set(domain, [{ type: "A", value: publicAddress }]);
    zone.set(`*.${domain}`, [{ type: "A", value: publicAddress }]);
  }
  const { domain, publicAddress } = PLACES.lady;
  const mail = `mail.${domain}`;
  zone.set(domain, [
    ...(zone.get(domain) ?? []),
    { type: "MX", priority: 10, value: mail },
    { type: "TXT", value: "v=spf1 mx -all" },
    { type: "CAA", tag: "issue", value: "letsencrypt.org" },
  ]);
  zone.set(`_dmarc.${domain}`, [{ type: "TXT", value: "v=DMARC1; p=reject" }]);
  zone.set(`${publicAddress.split(".").reverse().join(".")}.in-addr.arpa`, [{ type: "PTR", value: mail }]);
  return zone;
}
