import type { Image } from "../../model/image.ts";
import type { ImageFacts } from "./facts.ts";
import { normalise } from "./normalise.ts";
import { APPLICATIONS } from "./rows/applications.ts";
import { DATABASES } from "./rows/databases.ts";
import { EDGE } from "./rows/edge.ts";
import { HOME } from "./rows/home.ts";
import { MAIL } from "./rows/mail.ts";
import { MANAGEMENT } from "./rows/management.ts";
import { MONITORING } from "./rows/monitoring.ts";

export type { AdminUi, Database, HostNeeds, ImageFacts, ImageUser, Layout, Tools } from "./facts.ts";

/** Every row there is. */
export const IMAGES: readonly ImageFacts[] = [
  ...APPLICATIONS,
  ...DATABASES,
  ...EDGE,
  ...HOME,
  ...MAIL,
  ...MANAGEMENT,
  ...MONITORING,
];

const BY_NAME = new Map<string, ImageFacts[]>();
for (const facts of IMAGES)
  for (const name of facts.images) {
    const rows = BY_NAME.get(name);
    if (rows === undefined) BY_NAME.set(name, [facts]);
    else rows.push(facts);
  }

/**
 * What is known about an image, by its name and tag and whichever mirror it comes from.
 *
 * @returns undefined for an image that is not in the table, or where the declaration names none:
 * nothing is known then, which is neither good nor bad.
 */
export function factsOf(image: Image | undefined): ImageFacts | undefined {
  if (image === undefined) return undefined;
  const tag = image.tag ?? "";
  return BY_NAME.get(normalise(image))?.find(({ tags }) => tags === undefined || tags.test(tag));
}
