import type { Image } from "../../model/image.ts";

/** Major and minor version that a tag names; undefined where it names none. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `2.33.6`, `v11.4.0-ubuntu`; a tag with a major version only names no version that can be compared. */
export function versionOf(image: Image | undefined): Version | undefined {
  const match = /^v?(\d{1,5})\.(\d{1,5})(?:[.-]|$)/.exec(image?.tag ?? "");
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Major version that a tag names. */
export function majorOf(image: Image | undefined): number | undefined {
  const match = /^v?(\d{1,5})(?:[.-]|$)/.exec(image?.tag ?? "");
  return match === null ? undefined : Number(match[1]);
}
