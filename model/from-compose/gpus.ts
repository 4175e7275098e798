import type { Named } from "../container.ts";
import { type Draft, element, isUnknown, known, type Reading } from "./draft.ts";
import { parseInteger } from "./scalars.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";

/**
 * Reads the graphics processors that a service gets: `gpus`, then the devices of
 * `deploy.resources.reservations` whose capabilities name `gpu`. A request that says neither how many
 * nor which ones gets all of them.
 * https://docs.docker.com/compose/how-tos/gpu-support/
 */
export function readGpus(draft: Draft, gpus: Value | undefined, reserved: Value | undefined): Reading<Named[]> {
  const found: Named[] = [];
  if (gpus !== undefined && kindOf(gpus) !== "list") {
    const text = draft.text(draft.place("gpus", gpus), "all, or a list of requests");
    if (isUnknown(text)) return text;
    if (text.known.trim() !== "all")
      return draft.refuse(gpus, "is neither all nor a list of requests", "write all, or a list of requests");
    found.push(element<Named>("gpus", { name: known("all") }));
  } else if (gpus !== undefined) {
    draft.place("gpus", gpus);
    for (const request of itemsOf(gpus)) found.push(readRequest(draft, `gpus.${found.length}`, request));
  }
  if (reserved === undefined) return known(found);
  if (kindOf(reserved) !== "list") return draft.refuseKind(reserved, "a list", "write a list of requests");
  for (const request of itemsOf(reserved)) {
    const isGpu = asksForGpu(draft, request);
    const at = `gpus.${found.length}`;
    if (isUnknown(isGpu)) found.push(element<Named>(at, { name: isGpu }));
    else if (isGpu.known) found.push(readRequest(draft, at, request));
  }
  return known(found);
}

/** `count` takes a number or `all`; `device_ids` excludes it. */
function readRequest(draft: Draft, at: string, request: Value): Named {
  draft.place(at, request);
  if (kindOf(request) !== "map")
    return element<Named>(at, { name: draft.refuseKind(request, "a map", "write count or device_ids below it") });
  const ids = entryOf(request, "device_ids");
  const count = entryOf(request, "count");
  if (ids !== undefined && kindOf(ids) !== "list")
    return element<Named>(at, { name: draft.refuseKind(ids, "a list", "write a list of ids") });
  const named = ids === undefined ? 0 : itemsOf(ids).length;
  if (named > 0) return element<Named>(at, { name: known(String(named)) });
  if (count === undefined) return element<Named>(at, { name: known("all") });
  const number = draft.parsed(draft.place(`${at}.name`, count), "all or a number", (text) =>
    text === "all" || text === "-1" ? "all" : parseInteger(text)?.toString(),
  );
  return element<Named>(at, { name: number });
}

function asksForGpu(draft: Draft, request: Value): Reading<boolean> {
  const capabilities = entryOf(request, "capabilities");
  if (capabilities === undefined) return known(false);
  if (kindOf(capabilities) !== "list") return draft.refuseKind(capabilities, "a list", "write a list of capabilities");
  let unknown: Reading<boolean> | undefined;
  for (const item of itemsOf(capabilities)) {
    const name = draft.text(item, "a capability");
    if (isUnknown(name)) unknown ??= name;
    else if (name.known.trim() === "gpu") return known(true);
  }
  return unknown ?? known(false);
}
