import type { Mount } from "../../../model/container.ts";
import { cleanPath } from "../../../model/path.ts";
import { shown } from "../../../policies/shown.ts";
import { type Difference, type DriftCheck, REFRESH, REPLACE, WIDENS } from "../check.ts";

export const mounts: DriftCheck = {
  id: "drift-mounts",
  title: "Its mounts are not the declared ones",
  why: "It reaches a folder that nobody judged, writes where it may only read, or loses what it writes.",
  premises: WIDENS,
  references: [],
  remedy: REFRESH,
  *check({ declared, running, image }) {
    const found = byTarget(running.mounts.filter(({ type }) => type !== "tmpfs"));
    const wanted = byTarget(declared.mounts.filter(({ type }) => type !== "tmpfs"));
    for (const [target, mount] of wanted) yield* compared(mount, found.get(target), target);
    const own = image && new Set(image.volumes.map(cleanPath));
    for (const [target, mount] of found) {
      if (wanted.has(target) || (isAnonymous(mount) && own?.has(target))) continue;
      const undecided = isAnonymous(mount) && own === undefined;
      yield undecided
        ? {
            at: "mounts",
            detail: shown(target),
            message: `whether the image declares the volume at ${shown(target)} was not inspected`,
            undecided,
          }
        : { at: "mounts", detail: shown(target), message: `something is mounted at ${shown(target)} and not declared` };
    }
  },
};

export const tmpfs: DriftCheck = {
  id: "drift-tmpfs",
  title: "Its file systems in memory are not the declared ones",
  why: "An edited tmpfs changes the state of Pulumi and not the container.",
  premises: { precondition: "none", impact: "container" },
  references: [],
  remedy: REPLACE,
  *check({ declared, running }) {
    const wanted = byTarget(declared.mounts.filter(({ type }) => type === "tmpfs"));
    const found = byTarget(running.mounts.filter(({ type }) => type === "tmpfs"));
    for (const [target, { at, options }] of wanted) {
      const there = found.get(target);
      const detail = shown(target);
      if (there === undefined) yield { at, detail, message: `no file system in memory is mounted at ${detail}` };
      else if (optionsOf(options) !== optionsOf(there.options))
        yield { at, detail, message: `the options of the file system in memory at ${detail} are not as declared` };
    }
    for (const target of found.keys())
      if (!wanted.has(target))
        yield {
          at: "mounts",
          detail: shown(target),
          message: `a file system in memory is at ${shown(target)} and not declared`,
        };
  },
};

function* compared(wanted: Mount, found: Mount | undefined, target: string): Iterable<Difference> {
  const { at } = wanted;
  const detail = shown(target);
  if (found === undefined)
    return yield { at, detail, message: `nothing is mounted at ${detail}, and something is declared` };
  const isRelative = wanted.type === "bind" && wanted.source !== undefined && !wanted.source.startsWith("/");
  if (wanted.type !== found.type)
    yield { at, detail, message: `what is mounted at ${detail} is of another kind than declared` };
  else if (isRelative)
    yield {
      at,
      detail,
      message: `where the path that is mounted at ${detail} begins is known to the deploying machine only`,
      undecided: true,
    };
  else if (wanted.source !== found.source)
    yield { at, detail, message: `something else than declared is mounted at ${detail}` };
  if (wanted.readOnly !== found.readOnly)
    yield {
      at,
      detail: `${detail} write`,
      message: `${detail} is mounted ${found.readOnly ? "read-only" : "writable"}, unlike declared`,
    };
  if ((wanted.propagation ?? "rprivate") !== (found.propagation ?? "rprivate"))
    yield {
      at,
      detail: `${detail} propagation`,
      message: `the propagation of the mount at ${detail} is not as declared`,
    };
}

function byTarget(mounts: readonly Mount[]): Map<string, Mount> {
  return new Map(mounts.map((mount) => [cleanPath(mount.target), mount]));
}

function isAnonymous({ type, source }: Mount): boolean {
  return type === "volume" && source === undefined;
}

function optionsOf(options: string | undefined): string {
  return (options ?? "")
    .split(",")
    .map((option) => option.trim())
    .sort()
    .join(",");
}
