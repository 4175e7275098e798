import { propose } from "../../cure/edit.ts";
import { renamed } from "../../cure/values.ts";
import { cis, page } from "../../references.ts";
import { rule } from "../../rule.ts";

export default rule({
  id: "registry-not-trusted",
  title: "An image comes from a registry that nobody listed",
  why: "Whoever keeps the registry decides what runs.",
  premises: { precondition: "foothold", impact: "container" },
  references: [
    cis("4.2"),
    page("Docker Hub: trusted content", "https://docs.docker.com/docker-hub/image-library/trusted-content/"),
  ],
  remedy: "Take the image from a registry on the list under registries in the settings, or add its registry there.",
  cure: (_, { image }, { registries: [registry] = [] }) =>
    image === undefined || registry === undefined
      ? "No registry is on the list, so there is none to take it from."
      : [propose("image", renamed(image, { registry }), "whether the image lies there, and under which name")],
  appliesTo({ image }, { registries }) {
    if (registries === undefined) return "the settings list no registries";
    return image !== undefined || "it builds its image and gives it no name";
  },
  *check({ image }, { registries = [] }) {
    if (image !== undefined && !registries.includes(image.registry))
      yield {
        at: "image",
        detail: image.registry,
        message: `the registry ${image.registry} is not on the list in the settings`,
      };
  },
});
