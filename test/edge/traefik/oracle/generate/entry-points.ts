import { often } from "./often.ts";

/** A list of entry points as a label has it. */
export const ENTRY_POINTS = often<string | undefined>(
  [4, undefined],
  [4, "web"],
  [4, "websecure"],
  [3, "web,websecure"],
  [1, "nope"],
  [1, "web, nope"],
  [1, ""],
  [1, "Web"],
  [1, "traefik"],
  [1, "web,web"],
  [1, "dgram"],
);
