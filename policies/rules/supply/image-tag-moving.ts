import type { Image } from "../../../model/image.ts";
import { pinned } from "../../cure/values.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "image-tag-moving",
  title: "The tag of an image moves from version to version",
  why: "The next pull brings another program than the one that was tested, and nobody can go back to it by name.",
  premises: { precondition: "second-flaw", impact: "container", qualifiers: ["before-foothold"] },
  references: [
    cis("5.28"),
    page(
      "Docker build best practices: pin base image versions",
      "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    ),
  ],
  remedy: "Name a tag with the version, such as 1.27-alpine, or the digest.",
  cure: (_, { image }) => (image === undefined ? [] : [pinned(image)]),
  appliesTo: ({ image }) => image !== undefined || "it builds its image and gives it no name",
  *check({ image }) {
    if (image === undefined || image.digest !== undefined) return;
    if (image.tag === undefined)
      yield {
        at: "image",
        detail: image.repository,
        message: `the image ${image.repository} has no tag, which means latest`,
      };
    else if (moves(image.tag))
      yield {
        at: "image",
        detail: `${image.repository}:${image.tag}`,
        message: `the tag ${image.tag} of the image ${image.repository} moves from version to version`,
      };
  },
});

const MOVING =
  /(?:^|[-_.])(?:latest|stable|edge|test|testing|nightly|dev|develop|beta|canary|lts|main|mainline|master|rolling|unstable|snapshot)(?=$|[-_.])/i;
/** A version of something beside the program: of the base system, of a runtime. */
const BESIDE =
  /(?:^|[-_.])(?:alpine|bookworm|bullseye|trixie|jammy|noble|focal|ubuntu|debian|jdk|jre|java|pg|php|node|python|cuda)[-_]?\d[\d.]*(?=$|[-_.])/gi;

/** A tag without any digit moves; so does one whose only digits belong to the base beside a moving word. */
function moves(tag: NonNullable<Image["tag"]>): boolean {
  if (!/\d/.test(tag)) return true;
  return /^alpine\d[\d.]*$/i.test(tag) || (MOVING.test(tag) && !/\d/.test(tag.replace(BESIDE, "")));
}
