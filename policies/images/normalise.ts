import type { Image } from "../../model/image.ts";

/** Registries with names of their own: the same path there is another image than on Docker Hub. */
const SHARED = new Set([
  "codeberg.org",
  "docker.elastic.co",
  "docker.gitea.com",
  "gcr.io",
  "ghcr.io",
  "lscr.io",
  "public.ecr.aws",
  "quay.io",
  "registry.gitlab.com",
  "registry.k8s.io",
]);

/** Docker Hub by its other names. */
const HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/** The same images are published in several places by the same people. */
const SAME: readonly (readonly [prefix: string, name: string])[] = [
  ["lscr.io/linuxserver/", "linuxserver/"],
  ["ghcr.io/linuxserver/", "linuxserver/"],
  ["quay.io/prometheus/", "prom/"],
  ["public.ecr.aws/docker/library/", ""],
];

/**
 * The name under which an image stands in the table: `grafana/grafana` for Docker Hub, its own registry
 * before the name elsewhere. Any other registry is read as somebody's mirror:
 * `registry.lan:5000/grafana/grafana` and `harbor.lan/docker.io/library/nginx` are what they are called.
 */
export function normalise({ registry, repository }: Image): string {
  if (HUB.has(registry)) return repository;
  if (!SHARED.has(registry)) return mirrored(repository);
  const full = `${registry}/${repository}`;
  for (const [prefix, name] of SAME) if (full.startsWith(prefix)) return name + full.slice(prefix.length);
  return full;
}

function mirrored(repository: string): string {
  const slash = repository.indexOf("/");
  const first = slash < 0 ? "" : repository.slice(0, slash);
  const rest = repository.slice(slash + 1);
  if (!HUB.has(first) && !SHARED.has(first)) return repository;
  return normalise({
    text: "",
    registry: first,
    repository: rest.replace(/^library\//, ""),
    tag: undefined,
    digest: undefined,
  });
}
