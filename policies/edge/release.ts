import type { Image } from "../../model/image.ts";

/** A release that an image's tag names in full. */
export interface Release {
  readonly major: number;
  /** Undefined where the tag moves with the newest of its major version. */
  readonly minor: number | undefined;
  /** Undefined where the tag moves with the newest of its minor version. */
  readonly patch: number | undefined;
}

/** `v3.6.6`, `3.7`, `v2`; undefined where the tag names no number. */
export function releaseOf(image: Image | undefined): Release | undefined {
  const match = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:-.*)?$/.exec(image?.tag ?? "");
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return { major: Number(major), minor: whole(minor), patch: whole(patch) };
}

function whole(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** True where the release is this one or newer; a part that moves counts as the newest. */
export function isAtLeast(release: Release, major: number, minor: number, patch: number): boolean {
  if (release.major !== major) return release.major > major;
  const own = release.minor ?? Number.POSITIVE_INFINITY;
  if (own !== minor) return own > minor;
  return (release.patch ?? Number.POSITIVE_INFINITY) >= patch;
}
