import { pinned } from "../../cure/values.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "image-without-digest",
  title: "An image is named without its digest",
  why: "A tag can be pushed again: the next pull may bring another program under the same name.",
  premises: { precondition: "second-flaw", impact: "container" },
  references: [
    cis("5.28"),
    page(
      "docker image pull by digest",
      "https://docs.docker.com/reference/cli/docker/image/pull/#pull-an-image-by-digest-immutable-identifier",
    ),
  ],
  remedy: "Name the digest behind the tag, nginx:1.27.3@sha256:…, or take repoDigest of a docker.RemoteImage.",
  cure: (_, { image }) => (image === undefined ? [] : [pinned(image)]),
  appliesTo: ({ image }) => image !== undefined || "it builds its image and gives it no name",
  *check({ image }) {
    if (image !== undefined && image.digest === undefined)
      yield {
        at: "image",
        detail: image.repository,
        message: `the image ${image.repository} is named without its digest`,
      };
  },
});
