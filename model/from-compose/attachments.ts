import type { Attachment } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading } from "./draft.ts";
import { readText } from "./scalars.ts";
import { entriesOf, entryOf, itemsOf, kindOf, type Value } from "./value.ts";

/** The real name of a top-level network; a refusal where the file does not declare it. */
export type NetworkName = (key: string, user: Value, draft: Draft) => Reading<string>;

/**
 * Reads a service's `networks`, as a list or a map. A service that names none is on the project's
 * default network, unless `network_mode` decides.
 */
export function readAttachments(draft: Draft, service: Value, networkName: NetworkName): Reading<Attachment[]> {
  const networks = entryOf(service, "networks");
  if (networks === undefined) {
    if (entryOf(service, "network_mode") !== undefined) return known([]);
    const name = networkName("default", service, draft);
    return known([element<Attachment>("networks.0", { name, aliases: known([]), ipv4: known(undefined) })]);
  }
  draft.place("networks", networks);
  const kind = kindOf(networks);
  if (kind === "list") return known(itemsOf(networks).map((item, index) => fromList(draft, item, index, networkName)));
  if (kind !== "map") return draft.refuseKind(networks, "a list or a map", "write a list of network names");
  return known([...entriesOf(networks)].map(([key, value], index) => fromMap(draft, key, value, index, networkName)));
}

function fromList(draft: Draft, item: Value, index: number, networkName: NetworkName): Attachment {
  const at = `networks.${index}`;
  const key = draft.text(draft.place(at, item), "the name of a network");
  const name = isUnknown(key) ? key : networkName(key.known, item, draft);
  return element<Attachment>(at, { name, aliases: known([]), ipv4: known(undefined) });
}

function fromMap(draft: Draft, key: string, value: Value, index: number, networkName: NetworkName): Attachment {
  const at = `networks.${index}`;
  draft.place(at, value);
  const kind = kindOf(value);
  const name = networkName(key, value, draft);
  if (kind !== "map" && kind !== "nothing") {
    const reason = draft.refuseKind(value, "a map", "write aliases or ipv4_address below it, or nothing");
    return element<Attachment>(at, { name, aliases: reason, ipv4: reason });
  }
  const aliases = entryOf(value, "aliases");
  return element<Attachment>(at, {
    name,
    aliases: aliases === undefined ? known([]) : readAliases(draft, aliases),
    ipv4: readText(draft, `${at}.ipv4`, entryOf(value, "ipv4_address")),
  });
}

function readAliases(draft: Draft, list: Value): Reading<string[]> {
  if (kindOf(list) !== "list") return draft.refuseKind(list, "a list", "write a list of names");
  const aliases: string[] = [];
  for (const item of itemsOf(list)) {
    const alias = draft.text(item, "a name");
    if (isUnknown(alias)) return alias;
    aliases.push(alias.known);
  }
  return known(aliases);
}
