import { type DriftCheck, NOT_AS_JUDGED, WIDENS } from "./check.ts";

/** What is known of a check that compares lists of containers instead of containers. */
export type Presence = Omit<DriftCheck, "check" | "appliesTo">;

export const MISSING: Presence = {
  id: "drift-missing",
  title: "A declared container is not on the host",
  why: "The service does not exist there, and nothing in the declaration says so.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: "Run `pulumi up --refresh` or `docker compose up`; where it was removed on purpose, remove the declaration.",
};

export const UNMANAGED: Presence = {
  id: "drift-unmanaged",
  title: "A container is on the host that nobody declares",
  why: "No rule judged it, no backup knows it, and nobody can make it again.",
  premises: WIDENS,
  references: [],
  remedy: "Declare it (`pulumi import`), or remove it from the host; where it has to stay, say so in a waiver.",
};
