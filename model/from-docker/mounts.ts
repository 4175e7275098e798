import type { Mount } from "../container.ts";
import { build, type Inputs } from "../from-pulumi/inputs.ts";
import { cleanPath } from "../path.ts";
import type { InspectedImage } from "./image.ts";
import type { Segment } from "./places.ts";
import type { Sheet } from "./sheet.ts";

/**
 * Reads `Binds`, `Mounts` and `Tmpfs` of the HostConfig, as they were asked for, and the anonymous volumes of the
 * container. Volumes that the image declares are left out where it is known.
 */
export function readMounts(host: Inputs, config: Inputs, sheet: Sheet, image: InspectedImage | undefined): Mount[] {
  const all: Mount[] = [];
  const add = (mount: (at: string) => Mount, ...segments: Segment[]) => {
    all.push(mount(sheet.put(`mounts.${all.length}`, ...segments)));
  };
  const binds = host.strings<Written>("Binds", "binds", (text, at) => ({ at, text }), ["text"]);
  for (const [index, bind] of binds.entries()) add((at) => fromBind(bind, at), "HostConfig", "Binds", index);
  const typed = host.objects<Typed>("Mounts", "typed", (inputs, at) => ({ at, inputs }), ["inputs"]);
  for (const [index, mount] of typed.entries()) add((at) => fromMount(mount, at), "HostConfig", "Mounts", index);
  const tmpfs = host.object("Tmpfs");
  for (const target of tmpfs?.keys() ?? [])
    add((at) => inMemory(at, target, () => tmpfs?.string(target) || undefined), "HostConfig", "Tmpfs", target);
  const covered = new Set([...(image?.volumes ?? []).map(cleanPath), ...targetsOf(all)]);
  for (const target of config.object("Volumes")?.keys() ?? [])
    if (!covered.has(cleanPath(target))) add((at) => anonymous(at, target), "Config", "Volumes", target);
  return all;
}

interface Written {
  readonly at: string;
  readonly text: string;
}

interface Typed {
  readonly at: string;
  readonly inputs: Inputs;
}

/** `source:target[:options]`. https://docs.docker.com/engine/storage/bind-mounts/#options-for---volume */
function fromBind(written: Written, at: string): Mount {
  const parts = () => written.text.split(":");
  const options = () => parts()[2]?.split(",") ?? [];
  const isBind = () => (parts()[0] as string).startsWith("/");
  return build<Mount>({
    at: () => at,
    type: () => (isBind() ? "bind" : "volume"),
    source: () => (isBind() ? cleanPath(parts()[0] as string) : parts()[0]) || undefined,
    target: () => cleanPath(parts()[1] ?? (parts()[0] as string)),
    readOnly: () => options().includes("ro"),
    propagation: () => options().find((option) => /^r?(private|shared|slave)$/.test(option)),
    options: () => undefined,
  });
}

function fromMount(written: Typed, at: string): Mount {
  const text = (key: string) => written.inputs.string(key) || undefined;
  const type = () => {
    const kind = text("Type");
    if (kind === "bind" || kind === "volume" || kind === "tmpfs" || kind === "npipe") return kind;
    return written.inputs.reject("Type", "bind, volume, tmpfs or npipe");
  };
  const source = () => text("Source");
  return build<Mount>({
    at: () => at,
    type,
    source: () => (type() === "bind" ? cleaned(source()) : source()),
    target: () => cleaned(text("Target")) ?? written.inputs.reject("Target", "a path in the container"),
    readOnly: () => written.inputs.boolean("ReadOnly") ?? false,
    propagation: () => written.inputs.object("BindOptions")?.string("Propagation") || undefined,
    options: () => undefined,
  });
}

function inMemory(at: string, target: string, options: () => string | undefined): Mount {
  return build<Mount>({
    at: () => at,
    type: () => "tmpfs",
    source: () => undefined,
    target: () => cleanPath(target),
    readOnly: () => false,
    propagation: () => undefined,
    options,
  });
}

function anonymous(at: string, target: string): Mount {
  return {
    at,
    type: "volume",
    source: undefined,
    target: cleanPath(target),
    readOnly: false,
    propagation: undefined,
    options: undefined,
  };
}

function cleaned(path: string | undefined): string | undefined {
  return path === undefined ? undefined : cleanPath(path);
}

/** Targets that are known; of one that is not, nobody can say that it covers another. */
function targetsOf(mounts: readonly Mount[]): string[] {
  return mounts.flatMap((mount) => {
    try {
      return [mount.target];
    } catch {
      return [];
    }
  });
}
