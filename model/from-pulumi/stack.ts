import type { Container, Dependency } from "../container.ts";
import { Marked, type Raw } from "../raw.ts";
import type { Network, Problem, Stack, Volume } from "../stack.ts";
import { UnknownValue } from "../unknown.ts";
import { readContainer } from "./container.ts";
import { build, Inputs } from "./inputs.ts";
import { fromWire } from "./wire.ts";

/** Type tokens of @pulumi/docker; matching is exact. */
export const CONTAINER = "docker:index/container:Container";
export const NETWORK = "docker:index/network:Network";
export const VOLUME = "docker:index/volume:Volume";
/** Runs containers too, and has inputs of its own that no reader knows. */
const SWARM_SERVICE = "docker:index/service:Service";

/** One registered resource, as the program or the engine hands it on. */
export interface PulumiResource {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Property values with Pulumi's markers for secrets and unknown values. */
  readonly inputs: unknown;
  /** URNs of what it depends on, by its options or by its inputs; undefined where nobody said. */
  readonly dependencies?: readonly string[];
}

/** Reads all Docker resources of a program or of a preview; resources of other types are left alone. */
export function readStack(name: string, resources: readonly PulumiResource[]): Stack {
  const problems: Problem[] = [];
  const secrets = new Set<string>();
  const containers: Container[] = [];
  const networks: Network[] = [];
  const volumes: Volume[] = [];
  const names = namesOfContainers(resources);
  for (const resource of resources) {
    if (resource.type === CONTAINER) containers.push(readOne(name, resource, problems, secrets, names));
    if (resource.type === NETWORK) networks.push(readNetwork(resource, problems));
    if (resource.type === VOLUME) volumes.push(readVolume(resource, problems));
    if (resource.type === SWARM_SERVICE)
      problems.push({
        container: resource.name,
        message: "it is a swarm service, which no rule here judges, so nothing about it is proved",
        location: { path: "" },
      });
  }
  return { name, containers, networks, volumes, problems, secrets };
}

/** Names on the host by logical names; the same where the declared one is not known. */
function namesOfContainers(resources: readonly PulumiResource[]): Map<string, string> {
  return new Map(
    resources
      .filter(({ type }) => type === CONTAINER)
      .map(({ name, inputs }) => {
        const declared = (inputs as { name?: unknown } | null)?.name;
        return [name, typeof declared === "string" ? declared : name];
      }),
  );
}

/**
 * Reads one container resource on its own, as a policy for a single resource sees it.
 *
 * @param names of the containers of the stack, by their logical names.
 */
export function readOne(
  stack: string,
  resource: PulumiResource,
  problems: Problem[],
  secrets: Set<string>,
  names: ReadonlyMap<string, string> = new Map(),
): Container {
  const tree = fromWire(resource.inputs);
  collectSecrets(tree, secrets);
  const inputs = inputsOf(resource, tree, problems);
  const container = readContainer(stack, resource.name, inputs, dependenciesOf(resource, names));
  reportUnknownName(inputs, container, problems);
  return container;
}

/** Containers of the same stack that a container depends on: `urn:pulumi:<stack>::<project>::<parent>$<type>::<name>`. */
function dependenciesOf({ dependencies = [] }: PulumiResource, names: ReadonlyMap<string, string>): Dependency[] {
  return dependencies.flatMap((urn) => {
    const [, , types = "", logical = ""] = urn.split("::");
    const name = types.split("$").at(-1) === CONTAINER ? names.get(logical) : undefined;
    return name === undefined ? [] : { at: "dependsOn", name, condition: undefined };
  });
}

function inputsOf(resource: PulumiResource, tree: Raw, problems: Problem[]): Inputs {
  const misread = (path: string, expected: string) => {
    if (problems.some((problem) => problem.container === resource.name && problem.location.path === path)) return;
    problems.push({
      container: resource.name,
      message: `${path} is not ${expected}, so no rule could judge it`,
      location: { path },
    });
  };
  try {
    return Inputs.of(tree, "", misread);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    problems.push({
      container: resource.name,
      message: "none of its inputs is known, so no rule could judge it",
      location: { path: "" },
    });
    return Inputs.of({}, "", misread);
  }
}

function reportUnknownName(inputs: Inputs, container: Container, problems: Problem[]): void {
  try {
    inputs.string("name");
  } catch {
    problems.push({
      container: container.name,
      message: "its name on the host is not known yet, so nobody can say whether two containers share it",
      location: { path: "name" },
    });
  }
}

function readNetwork(resource: PulumiResource, problems: Problem[]): Network {
  const inputs = inputsOf(resource, fromWire(resource.inputs), problems);
  return build<Network>({
    name: () => inputs.string("name") ?? resource.name,
    internal: () => inputs.boolean("internal") ?? false,
    driver: () => inputs.string("driver"),
    subnets: () => inputs.objects("ipamConfigs", "", subnet, ["subnet"]).flatMap((config) => config.subnet ?? []),
    external: () => false,
    locate: () => (field) => ({ path: `${resource.name}.${field}` }),
  });
}

function subnet(config: Inputs, at: string): { at: string; subnet: string | undefined } {
  return build<{ at: string; subnet: string | undefined }>({ at: () => at, subnet: () => config.string("subnet") });
}

function readVolume(resource: PulumiResource, problems: Problem[]): Volume {
  const inputs = inputsOf(resource, fromWire(resource.inputs), problems);
  return build<Volume>({
    name: () => inputs.string("name") ?? resource.name,
    driver: () => inputs.string("driver"),
    options: () => {
      const options = inputs.object("driverOpts");
      return (options?.keys() ?? []).map((key) => ({ key, value: options?.string(key) ?? "" }));
    },
    external: () => false,
    locate: () => (field) => ({ path: `${resource.name}.${field}` }),
  });
}

function collectSecrets(raw: Raw, secrets: Set<string>, marked = false): void {
  if (raw instanceof Marked) collectSecrets(raw.value, secrets, true);
  else if (typeof raw === "string") {
    if (marked) secrets.add(raw);
  } else if (Array.isArray(raw)) for (const item of raw) collectSecrets(item, secrets, marked);
  else if (typeof raw === "object" && raw !== null)
    for (const key of Object.keys(raw)) collectSecrets((raw as Record<string, Raw>)[key] as Raw, secrets, marked);
}
