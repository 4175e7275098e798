import { type Image, parseImage } from "../../../model/image.ts";
import { type DriftCheck, imageNeeded, NOT_AS_JUDGED } from "../check.ts";

export const image: DriftCheck = {
  id: "drift-image",
  title: "It runs another image than declared",
  why: "A tag that moved, a change by hand or an update that never came through: what was tested is not what runs.",
  premises: NOT_AS_JUDGED,
  references: [],
  remedy: "Pull the declared image and make the container anew; declare a digest, so that the name cannot move.",
  appliesTo: ({ declared }) => declared.image !== undefined || "the declaration builds its image and gives it no name",
  *check({ declared, running, image }) {
    const wanted = declared.image as Image;
    const at = "image";
    if (wanted.digest !== undefined) {
      if (running.image?.digest === wanted.digest) return;
      if (image === undefined) throw imageNeeded(at, "its digest");
      const digests = image.digests.map((text) => parseImage(text)?.digest);
      if (image.id !== wanted.digest && !digests.includes(wanted.digest))
        yield { at, detail: "digest", message: "its image has another digest than declared" };
      return;
    }
    const names = image?.tags.flatMap((text) => parseImage(text) ?? []) ?? [];
    const isNamed = names.some((name) => sameName(name, wanted));
    if (!isNamed && (running.image === undefined || !sameName(running.image, wanted)))
      yield { at, detail: "name", message: "its image is another one than declared" };
    else if (image === undefined) throw imageNeeded(at, "its names");
    else if (!isNamed)
      yield { at, detail: "tag", message: "the tag of its image means another image on this host by now" };
  },
};

function sameName(a: Image, b: Image): boolean {
  return a.registry === b.registry && a.repository === b.repository && (a.tag ?? "latest") === (b.tag ?? "latest");
}
