import type { Draft } from "./draft.ts";
import { publishedAs } from "./merge-rules.ts";
import { parseInteger } from "./scalars.ts";
import { entryOf, itemsOf, type Value } from "./value.ts";

/**
 * Reports a service that is started more than once with something that only one container can have:
 * a name, or a port of the host. The model holds one container for a service, so no rule can see it.
 * https://github.com/compose-spec/compose-spec/blob/main/05-services.md#container_name and `scale` there
 */
export function complainOfCopies(draft: Draft, service: Value): void {
  const written = entryOf(service, "scale") ?? entryOf(entryOf(service, "deploy"), "replicas");
  if (written === undefined) return;
  const copies = draft.parsed(written, "a number of containers", parseInteger);
  if (copies.known !== undefined && copies.known <= 1) return;
  const single = onlyOnce(service);
  if (single === undefined) return;
  const count = copies.known === undefined ? "an unknown number of times" : `${copies.known} times`;
  draft.complain(written, `starts the service ${count}, but ${single} can be had only once; take one of the two out.`);
}

function onlyOnce(service: Value): string | undefined {
  if (entryOf(service, "container_name") !== undefined) return "its container_name";
  const ports = entryOf(service, "ports");
  const isFixed = (port: Value) => {
    const [, external, externals, , internals] = publishedAs(port)?.split("|") ?? [];
    return external !== undefined && external !== "" && external !== "0" && externals === internals;
  };
  return ports !== undefined && itemsOf(ports).some(isFixed) ? "its host port" : undefined;
}
