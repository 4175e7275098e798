import type { Container } from "../../../model/container.ts";
import type { Stack } from "../../../model/stack.ts";
import { UnknownValue } from "../../../model/unknown.ts";
import type { Unknown } from "../runtime.ts";
import type { DockerContainer } from "./docker-container.ts";

const PROJECT = "com.docker.compose.project";
const SERVICE = "com.docker.compose.service";

/** The containers of a stack as they will be once they run and are healthy. */
export interface Expected {
  readonly containers: readonly DockerContainer[];
  /** Containers whose labels, name or networks are not known. */
  readonly unknown: readonly Unknown[];
}

/**
 * Foresees what the docker provider will see of a stack. Addresses are given out only when containers start: the
 * container's own name stands in for one that is not declared.
 */
export function expectedContainers(stack: Stack): Expected {
  const containers: DockerContainer[] = [];
  const unknown: Unknown[] = [];
  for (const container of stack.containers)
    try {
      containers.push(expect(container));
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      unknown.push({ subject: nameOf(container), why: `${error.path} is not known${cure(error)}`, container });
    }
  return { containers, unknown };
}

function cure(error: UnknownValue): string {
  return error.cure === undefined ? "" : `: ${error.cure}`;
}

function nameOf(container: Container): string {
  try {
    return container.name;
  } catch {
    return "a container";
  }
}

function expect(container: Container): DockerContainer {
  const labels = new Map<string, string>();
  const labelFields = new Map<string, string>();
  for (const label of container.labels) {
    if (!/^(?:traefik|com\.docker\.compose)\b/i.test(label.key)) continue;
    const { key, value, at } = label;
    if (labels.has(key) && labels.get(key) !== value)
      throw new UnknownValue(container.locate(at).path, "Declare the label once; which of the two counts is chance.");
    labels.set(key, value);
    labelFields.set(key, at);
  }
  if (container.source === "compose") addCompose(container, labels);
  const networks = new Map<string, string>();
  for (const { name, ipv4 } of container.networks) networks.set(name, ipv4 ?? container.name);
  const mode = container.networkMode;
  if (networks.size === 0 && mode === undefined) networks.set("bridge", container.name);
  return {
    id: container.name,
    name: container.name,
    labels,
    status: "running",
    health: "",
    networkMode: mode?.replace(/^service:/, "container:") ?? "bridge",
    networks,
    ports: undefined,
    declared: container,
    labelFields,
  };
}

/** Compose labels every container with its project and service; the service stands in the path of its declaration. */
function addCompose(container: Container, labels: Map<string, string>): void {
  const service = /^services\.([^.[]+)/.exec(container.locate("image").path)?.[1];
  if (service === undefined) return;
  if (!labels.has(PROJECT)) labels.set(PROJECT, container.stack);
  if (!labels.has(SERVICE)) labels.set(SERVICE, service);
}
