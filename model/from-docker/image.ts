import { isObject, type JsonObject } from "./documents.ts";

/** What an image brings to its containers, from `docker image inspect`. */
export interface InspectedImage {
  /** `sha256:…` of its configuration. */
  readonly id: string;
  readonly tags: readonly string[];
  /** `nginx@sha256:…` for each repository that it was pulled from or pushed to. */
  readonly digests: readonly string[];
  /** `KEY=value` */
  readonly env: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly user: string | undefined;
  readonly stopSignal: string | undefined;
  readonly workingDir: string | undefined;
  /** Folders that it keeps in anonymous volumes. */
  readonly volumes: readonly string[];
  /** Its healthcheck as the API gives it; undefined where it has none. */
  readonly healthcheck: JsonObject | undefined;
}

/** Reads one inspection of an image; undefined where it does not say which one it is. */
export function readImage(body: JsonObject): InspectedImage | undefined {
  if (typeof body.Id !== "string" || body.Id === "") return undefined;
  const config = isObject(body.Config) ? body.Config : {};
  const text = (key: string) => (typeof config[key] === "string" && config[key] !== "" ? config[key] : undefined);
  return {
    id: body.Id,
    tags: texts(body.RepoTags),
    digests: texts(body.RepoDigests),
    env: texts(config.Env),
    labels: new Map(entries(config.Labels)),
    command: texts(config.Cmd),
    entrypoint: texts(config.Entrypoint),
    user: text("User"),
    stopSignal: text("StopSignal"),
    workingDir: text("WorkingDir"),
    volumes: isObject(config.Volumes) ? Object.keys(config.Volumes) : [],
    healthcheck: isObject(config.Healthcheck) ? config.Healthcheck : undefined,
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function entries(value: unknown): [string, string][] {
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
