import { type Image, parseImage } from "../../../model/image.ts";
import { check, NotSeen } from "../../check.ts";
import { type ContainerSubject, containersIn, known, needsEngine, ofEngine } from "../../expected.ts";
import type { ContainerValue } from "../../facts/docker/values.ts";

export default check<ContainerSubject>({
  id: "image-as-declared",
  criterion: "change-control",
  lines: ["OPS-1"],
  title: "A container runs another image than declared",
  why: "A tag that moved, a change by hand or an update that never came through: what was tested is not what runs.",
  proof: "`Config.Image` is the declared name, and `RepoTags` or `RepoDigests` of the image that runs hold it.",
  remedy: "Pull the declared image and make the container anew; declare a digest, so that the name cannot move.",
  references: [],
  validFor: 24,
  blocker: false,
  subjects: (expectation) =>
    containersIn(expectation).filter(
      ({ container: { image, unknown } }) => image !== undefined || unknown.includes("image"),
    ),
  blockedBy: (subject) => [...needsEngine(subject), { check: "container-runs", subject }],
  *judge(subject, look) {
    const { container, name } = subject;
    const wanted = parseImage(known(container, "image") ?? "");
    if (wanted === undefined) throw new NotSeen("image", `${name}: its declared image is no name of an image`);
    const { image } = look.value(ofEngine("container", subject)) as unknown as ContainerValue;
    const runs = parseImage(image.name ?? "");
    if (wanted.digest !== undefined) {
      if (runs?.digest === wanted.digest || image.id === wanted.digest) return;
      const digests = image.digests;
      if (digests === null) throw new NotSeen("docker.container", `${name}: the image that it runs was not inspected`);
      if (!digests.some((text) => parseImage(text)?.digest === wanted.digest))
        yield {
          message: `${name} runs an image with another digest than declared`,
          detail: "digest",
          cause: "other-image",
        };
      return;
    }
    const names = image.tags?.flatMap((text) => parseImage(text) ?? []);
    if (names?.some((one) => isSame(one, wanted))) return;
    if (runs === undefined || !isSame(runs, wanted))
      yield { message: `${name} runs another image than ${wanted.text}`, detail: "name", cause: "other-image" };
    else if (names === undefined)
      throw new NotSeen("docker.container", `${name}: the image that it runs was not inspected`);
    else
      yield {
        message: `${name} runs what ${wanted.text} was once: on this host the tag means another image by now`,
        detail: "tag",
        cause: "tag-moved",
      };
  },
});

function isSame(a: Image, b: Image): boolean {
  return a.registry === b.registry && a.repository === b.repository && (a.tag ?? "latest") === (b.tag ?? "latest");
}
