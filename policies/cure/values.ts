import type { Container } from "../../model/container.ts";
import type { Image } from "../../model/image.ts";
import { add, type Edit, join, propose, remove, type Secret, set } from "./edit.ts";

export const MEBIBYTE = 1024 * 1024;

/** Gives a variable or a label a value, whether it is there or not; more of the same name are taken out. */
export function put(
  container: Container,
  list: "env" | "labels",
  key: string,
  value: string | Secret,
  decide?: string,
) {
  const [first, ...more] = container[list].filter((entry) => entry.key === key);
  if (first === undefined) return [add(list, { key, value }, decide)];
  const field = `${first.at}.value`;
  return [
    decide === undefined ? set(field, value) : propose(field, value, decide),
    ...more.map(({ at }) => remove(at)),
  ];
}

/** Attaches a container to a network of its own instead of none or somebody else's. */
export function ownNetwork(container: Container): Edit {
  return join(`${plainName(container.name)}-network`, "which other containers it has to reach, and on which network");
}

/** A name that the engine takes for a container, a network or a volume. */
export function plainName(text: string): string {
  const clean = text
    .slice(0, 60)
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|-+$/g, "");
  return clean.length > 1 ? clean : `${clean}-1`.replace(/^-/, "container-");
}

/** Stands for a digest that only a registry or an engine knows. */
const DIGEST = `sha256:${"0".repeat(64)}`;

/** Names the image by what it holds; the tag stays, for people. */
export function pinned({ text, digest }: Image): Edit {
  return propose(
    "image",
    digest === undefined ? `${text}@${DIGEST}` : text,
    "the digest of the image that was tested; docker image inspect --format '{{index .RepoDigests 0}}' IMAGE prints it",
  );
}

/** The same image under another registry or tag. */
export function renamed({ registry, repository, tag }: Image, to: { registry?: string; tag?: string }): string {
  const from = to.registry ?? registry;
  const version = to.tag ?? tag;
  return `${from === "docker.io" ? "" : `${from}/`}${repository}${version === undefined ? "" : `:${version}`}`;
}
