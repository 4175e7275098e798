import { pinned } from "../../cure/values.ts";
import { page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "image-tag-coarse",
  title: "The tag of an image names a major version only",
  why: "Every minor release comes in with the next pull, tested or not.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    page(
      "Docker build best practices: pin base image versions",
      "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    ),
  ],
  remedy: "Name the minor version as well, such as 16.4.",
  cure: (_, { image }) => (image === undefined ? [] : [pinned(image)]),
  appliesTo: ({ image }) => image !== undefined || "it builds its image and gives it no name",
  *check({ image }) {
    if (image !== undefined && image.digest === undefined && /^v?\d{1,4}(?:-[a-z]{1,20})?$/.test(image.tag ?? ""))
      yield {
        at: "image",
        detail: `${image.repository}:${image.tag}`,
        message: `the tag of the image ${image.repository} names a major version only`,
      };
  },
});
