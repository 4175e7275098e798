import type { Container } from "../../../model/container.ts";
import type { Image } from "../../../model/image.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import { type Cure, set } from "../../cure/edit.ts";
import { renamed } from "../../cure/values.ts";
import { normalise } from "../../images/normalise.ts";
import { type Version, versionOf } from "../../images/version.ts";
import { page } from "../../references.ts";
import { type Offence, type StackContext, stackRule } from "../../rule.ts";
import { shown } from "../../shown.ts";

/** Programs that work together only in the same version, by image. */
const ROLES: ReadonlyMap<string, { readonly pair: string; readonly role: "server" | "agent" }> = new Map([
  ["portainer/portainer-ce", { pair: "Portainer", role: "server" }],
  ["portainer/portainer-ee", { pair: "Portainer", role: "server" }],
  ["portainer/agent", { pair: "Portainer", role: "agent" }],
]);

interface Part {
  readonly pair: string;
  readonly role: "server" | "agent";
  readonly version: Version;
  readonly tag: string;
}

export default stackRule<Part>({
  id: "versions-apart",
  title: "A server and its agent have different versions",
  why: "They speak one protocol that changes between versions: what the server asks for, an older agent does not know or answers wrongly.",
  premises: { precondition: "none", impact: "container", qualifiers: ["availability-only"] },
  references: [page("Portainer: update the agent with the server", "https://docs.portainer.io/start/upgrade")],
  remedy: "Give both the same version, the newer of the two.",
  cure: newer,
  acrossStacks: true,
  appliesTo: ({ image }) => partOf(image) !== undefined || "its image is no part of a known pair",
  collect({ image }) {
    const part = partOf(image);
    const version = versionOf(image);
    if (part === undefined || version === undefined)
      throw new UnknownValue("image", "Name the version in the tag.", "the tag does not say which version this is");
    return { ...part, version, tag: image?.tag ?? "" };
  },
  *check(contributions) {
    for (const { container, value } of contributions) {
      const other = contributions.find(
        (candidate) =>
          candidate.value.pair === value.pair &&
          candidate.value.role !== value.role &&
          !isSame(candidate.value.version, value.version),
      );
      if (other !== undefined)
        yield {
          container,
          at: "image",
          detail: `${other.container.stack}/${other.container.name}`,
          message: `${container.name} on ${container.stack} is ${value.pair}'s ${value.role} in version ${shown(value.tag)}, and the ${other.value.role} ${other.container.name} on ${other.container.stack} has ${shown(other.value.tag)}`,
        };
    }
  },
});

function partOf(image: Image | undefined): { pair: string; role: "server" | "agent" } | undefined {
  return image && ROLES.get(normalise(image));
}

function isSame(one: Version, other: Version): boolean {
  return one.major === other.major && one.minor === other.minor;
}

function newer({ detail }: Offence, { image }: Container, { stack }: StackContext): Cure {
  const other = stack.containers.find((container) => `${container.stack}/${container.name}` === detail)?.image;
  const [mine, theirs] = [versionOf(image), versionOf(other)];
  if (image === undefined || other?.tag === undefined || mine === undefined || theirs === undefined) return [];
  const isOlder = mine.major < theirs.major || (mine.major === theirs.major && mine.minor < theirs.minor);
  if (!isOlder) return "This one is the newer; the cure stands at the other, which is to get the same version.";
  return [set("image", renamed(image, { tag: other.tag }))];
}
