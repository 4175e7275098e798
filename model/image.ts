/**
 * A container image reference, taken apart.
 * Grammar: https://github.com/distribution/reference/blob/main/reference.go
 */
export interface Image {
  /** As declared. */
  readonly text: string;
  /** `docker.io` where none is written. */
  readonly registry: string;
  /** Without registry; `library/` is left out: `nginx`, `grafana/grafana`. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
}

const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._\-/:@+[\]]{0,511}$/;

/**
 * Takes an image reference apart. The first component is a registry only where it holds a dot,
 * a colon or is `localhost`; in `registry:5000/x` the colon is a port.
 *
 * @returns undefined where the text is no image reference.
 */
export function parseImage(text: string): Image | undefined {
  if (!REFERENCE.test(text)) return undefined;
  const [beforeDigest = "", digest] = splitOnce(text, "@");
  const slash = beforeDigest.lastIndexOf("/");
  const colon = beforeDigest.indexOf(":", slash + 1);
  const path = colon < 0 ? beforeDigest : beforeDigest.slice(0, colon);
  const tag = colon < 0 ? undefined : beforeDigest.slice(colon + 1);
  if (
    path === "" ||
    path.endsWith("/") ||
    tag === "" ||
    (digest !== undefined && !/^[a-z0-9+._-]+:[0-9a-fA-F]{32,}$/.test(digest))
  )
    return undefined;
  const [first = "", rest] = splitOnce(path, "/");
  const hasRegistry = rest !== undefined && (first.includes(".") || first.includes(":") || first === "localhost");
  const registry = hasRegistry ? first : "docker.io";
  const repository = (hasRegistry ? (rest as string) : path).replace(/^library\//, "");
  return { text, registry, repository, tag, digest };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
