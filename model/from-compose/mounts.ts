import type { Mount } from "../container.ts";
import { cleanPath } from "../path.ts";
import { type Draft, element, gap, isUnknown, known, type Reading, settled, type Unknown } from "./draft.ts";
import { GAP, type Wording } from "./interpolate.ts";
import { splitAt } from "./lists.ts";
import { parseBoolean } from "./scalars.ts";
import { entryOf, itemsOf, kindOf, type Value } from "./value.ts";

type Fields = { readonly [K in Exclude<keyof Mount, "at">]: Reading<Mount[K]> };

/** The real name of a top-level volume; a refusal where the file does not declare it. */
export type VolumeName = (key: string, user: Value, draft: Draft) => Reading<string>;

const NONE = known(undefined);
const WANTED = 'a mount such as "data:/var/lib/data:ro"';

/**
 * Reads `volumes`, `tmpfs`, and what `volumes_from` and `use_api_socket` bring in, in this order.
 * The mounts behind `volumes_from` are another container's, so each entry is one mount of which
 * nothing is known. https://github.com/compose-spec/compose-spec/blob/main/05-services.md#volumes
 */
export function readMounts(draft: Draft, service: Value, volumeName: VolumeName): Mount[] {
  const made: Mount[] = [];
  const add = (value: Value, fields: (at: string) => Fields) => {
    const at = `mounts.${made.length}`;
    draft.place(at, value);
    made.push(element<Mount>(at, fields(at)));
  };
  for (const item of elementsOf(draft, entryOf(service, "volumes")))
    add(item, (at) =>
      kindOf(item) === "map" ? readLong(draft, at, item, volumeName) : readShort(draft, item, volumeName),
    );
  for (const item of elementsOf(draft, entryOf(service, "tmpfs"), true)) add(item, () => readTmpfs(draft, item));
  for (const item of elementsOf(draft, entryOf(service, "volumes_from")))
    add(item, () => allUnknown({ unknown: item.path, cure: "write the mounts into volumes" }));
  const socket = entryOf(service, "use_api_socket");
  const used = socket === undefined ? known(false) : draft.parsed(socket, "true or false", parseBoolean);
  if (socket !== undefined && (isUnknown(used) || used.known))
    add(socket, () => (isUnknown(used) ? allUnknown(used) : apiSocket()));
  return made;
}

function elementsOf(draft: Draft, list: Value | undefined, single = false): readonly Value[] {
  if (list === undefined) return [];
  const kind = kindOf(list);
  if (kind === "list") return itemsOf(list);
  if (!(single && kind === "text")) draft.refuseKind(list, "a list", "write a list");
  return [list];
}

function readShort(draft: Draft, value: Value, volumeName: VolumeName): Fields {
  const wording = draft.wording(value, WANTED);
  if ("unknown" in wording) return allUnknown(wording);
  const [first = "", second, modes = "", ...more] = splitColons(wording.text.trim());
  const target = second ?? first;
  // A variable on its own may hold colons, and then it is not clear which part is which.
  if (second === undefined && first.includes(GAP)) return allUnknown(gap(value, wording));
  if (target === "" || more.length > 0 || (second !== undefined && first === ""))
    return allUnknown(draft.refuse(value, `is not ${WANTED}`, `write ${WANTED}`));
  const options = modes.split(",");
  const isModeKnown = !modes.includes(GAP);
  return {
    ...readSource(draft, value, wording, second === undefined ? undefined : first, volumeName),
    target: settled(value, wording, cleanPath(target)),
    readOnly: isModeKnown ? known(options.includes("ro")) : gap(value, wording),
    propagation: isModeKnown ? known(options.find((option) => PROPAGATION.test(option))) : gap(value, wording),
    options: NONE,
  };
}

const PROPAGATION = /^r?(private|shared|slave)$/;

function readSource(
  draft: Draft,
  value: Value,
  wording: Wording,
  source: string | undefined,
  volumeName: VolumeName,
): Pick<Fields, "type" | "source"> {
  if (source === undefined) return { type: known("volume"), source: NONE };
  if (source.includes(GAP)) {
    const missing = gap(value, wording);
    return { type: /[/\\]/.test(source) ? known("bind") : missing, source: missing };
  }
  if (isPath(source)) return { type: known("bind"), source: known(hostPath(source, value)) };
  return { type: known("volume"), source: volumeName(source, value, draft) };
}

const LONG_TYPES = ["bind", "volume", "tmpfs", "npipe"] as const;

function readLong(draft: Draft, at: string, mount: Value, volumeName: VolumeName): Fields {
  const field = (name: string, value: Value | undefined) =>
    value === undefined ? undefined : draft.place(`${at}.${name}`, value);
  const declared = entryOf(mount, "type");
  const type: Fields["type"] =
    declared === undefined
      ? draft.refuse(mount, "has no type", "write type: bind, volume or tmpfs")
      : draft.parsed(draft.place(`${at}.type`, declared), "bind, volume, tmpfs or npipe", (text) =>
          LONG_TYPES.find((known) => known === text),
        );
  const target = field("target", entryOf(mount, "target"));
  const path =
    target === undefined
      ? draft.refuse(mount, "has no target", "write the path in the container as target")
      : draft.text(target, "a path");
  const readOnly = field("readOnly", entryOf(mount, "read_only"));
  return {
    type,
    source: readLongSource(draft, type, field("source", entryOf(mount, "source")), mount, volumeName),
    target: isUnknown(path) ? path : known(cleanPath(path.known)),
    readOnly: readOnly === undefined ? known(false) : draft.parsed(readOnly, "true or false", parseBoolean),
    propagation: readPropagation(draft, at, entryOf(mount, "bind")),
    options: readTmpfsOptions(draft, entryOf(mount, "tmpfs")),
  };
}

/** A path on the host. One that is relative to the folder of an included file becomes relative to the project's. */
function hostPath(path: string, { sheet }: Value): string {
  const { base } = sheet.origin;
  const isRelative = !/^[/~\\]/.test(path) && !/^[A-Za-z]:[\\/]/.test(path);
  if (base === "" || !isRelative) return cleanPath(path);
  return cleanPath(base.startsWith("..") ? `${base}/${path}` : `./${base}/${path}`);
}

function readLongSource(
  draft: Draft,
  type: Fields["type"],
  source: Value | undefined,
  mount: Value,
  volumeName: VolumeName,
): Reading<string | undefined> {
  if (isUnknown(type)) return type;
  if (type.known === "tmpfs") return NONE;
  if (source === undefined)
    return type.known === "volume"
      ? NONE
      : draft.refuse(mount, "has no source", "write the path on the host as source");
  const text = draft.text(source, "a path or a volume");
  if (isUnknown(text) || type.known === "npipe") return text;
  return type.known === "volume" ? volumeName(text.known, source, draft) : known(hostPath(text.known, source));
}

function readPropagation(draft: Draft, at: string, bind: Value | undefined): Reading<string | undefined> {
  if (bind !== undefined && kindOf(bind) !== "map")
    return draft.refuseKind(bind, "a map", "write propagation below bind");
  const propagation = entryOf(bind, "propagation");
  return propagation === undefined
    ? NONE
    : draft.text(draft.place(`${at}.propagation`, propagation), "a propagation mode");
}

function readTmpfsOptions(draft: Draft, options: Value | undefined): Reading<string | undefined> {
  if (options !== undefined && kindOf(options) !== "map")
    return draft.refuseKind(options, "a map", "write size and mode below tmpfs");
  const written: string[] = [];
  for (const key of ["size", "mode"]) {
    const option = entryOf(options, key);
    const text = option === undefined ? undefined : draft.text(option, "a text");
    if (text === undefined) continue;
    if (isUnknown(text)) return text;
    written.push(`${key}=${text.known}`);
  }
  return known(written.length === 0 ? undefined : written.join(","));
}

function readTmpfs(draft: Draft, value: Value): Fields {
  const wording = draft.wording(value, 'a path such as "/tmp:size=64m"');
  if ("unknown" in wording) return allUnknown(wording);
  const [target, options] = splitAt(wording.text.trim(), /:/);
  if (target.includes(GAP)) return { ...allUnknown(gap(value, wording)), type: known("tmpfs"), source: NONE };
  const flags: Reading<string | undefined> = options === undefined ? NONE : settled(value, wording, options);
  return {
    type: known("tmpfs"),
    source: NONE,
    target: known(cleanPath(target)),
    readOnly: isUnknown(flags) ? flags : known(flags.known?.split(",").includes("ro") ?? false),
    propagation: NONE,
    options: flags,
  };
}

/** What `use_api_socket: true` mounts. */
function apiSocket(): Fields {
  const path = known("/var/run/docker.sock");
  return { type: known("bind"), source: path, target: path, readOnly: known(false), propagation: NONE, options: NONE };
}

function allUnknown(reason: Unknown): Fields {
  return { type: reason, source: reason, target: reason, readOnly: reason, propagation: reason, options: reason };
}

/** Parts between colons; the colon after a Windows drive letter does not count. */
export function splitColons(text: string): string[] {
  const parts = text.split(":", 8);
  for (let index = 0; index < parts.length - 1; index++) {
    if (/^[A-Za-z]$/.test(parts[index] as string) && /^[\\/]/.test(parts[index + 1] as string))
      parts.splice(index, 2, `${parts[index]}:${parts[index + 1]}`);
  }
  return parts;
}

function isPath(source: string): boolean {
  return /^[./~\\]/.test(source) || /^[A-Za-z]:[\\/]/.test(source);
}
