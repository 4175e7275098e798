import type { Container } from "../container.ts";
import { CONTAINER, NETWORK, type PulumiResource, readStack, VOLUME } from "../from-pulumi/stack.ts";
import type { Problem, Stack } from "../stack.ts";

/** What is to be read: an exported state, parsed. */
export interface StateInput {
  /** Name of the stack where the state names none. */
  readonly stack: string;
  /** Name of the stack, whatever the state says. */
  readonly name?: string;
  readonly document: unknown;
  readonly file: string;
}

type JsonObject = { readonly [key: string]: unknown };

/** True for what `pulumi stack export` prints. */
export function isStateDocument(value: unknown): boolean {
  return isObject(value) && isObject(value.deployment) && Array.isArray(value.deployment.resources);
}

/**
 * Reads what `pulumi stack export` prints: the inputs of the last deployment, by the reader of Pulumi inputs.
 * The stack is called as in the URNs. A secret that is encrypted in the state is unknown, and stays
 * marked as one; a resource that is being deleted, or that the program only reads, is left alone.
 *
 * Never throws for what the document holds: what is no resource is a problem of the stack.
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go (ResourceV3)
 */
export function readState({ stack, name: given, document, file }: StateInput): Stack {
  const resources = (document as { deployment: { resources: readonly unknown[] } }).deployment.resources;
  const problems: Problem[] = [];
  const declared: PulumiResource[] = [];
  let name = given;
  for (const [index, resource] of resources.entries()) {
    const path = `deployment.resources[${index}]`;
    const read = readResource(resource);
    if (read === undefined) {
      const message = `${path} is no resource with a type and a URN, so it was not judged`;
      problems.push({ container: undefined, message, location: { path, file } });
      continue;
    }
    name ??= read.stack;
    if (isObject(resource) && resource.delete !== true && resource.external !== true) declared.push(read);
  }
  const read = readStack(name ?? stack, declared.map(stripped));
  return {
    ...read,
    containers: read.containers.map((container) => inFile(container, file)),
    problems: [
      ...problems,
      ...read.problems.map((problem) => ({ ...problem, location: { ...problem.location, file } })),
    ],
  };
}

/** Its inputs stand in the file, at no line that anybody has looked for. */
function inFile(container: Container, file: string): Container {
  const { locate } = container;
  return Object.defineProperty(container, "locate", {
    value: (field: string) => ({ ...locate(field), file }),
    enumerable: true,
  });
}

interface Read extends PulumiResource {
  readonly stack: string;
}

/** `urn:pulumi:<stack>::<project>::<parents and type>::<name>` */
const URN = /^urn:pulumi:([\w.-]{1,100})::[^:]{1,200}::.{1,2000}?::(.{1,500})$/s;

function readResource(resource: unknown): Read | undefined {
  if (!isObject(resource)) return undefined;
  const { urn, type, inputs } = resource;
  const match = typeof urn === "string" ? URN.exec(urn) : null;
  if (match === null || typeof type !== "string") return undefined;
  const stack = match[1] as string;
  return { type, name: match[2] as string, inputs: inputs ?? {}, stack };
}

const READ: ReadonlySet<string> = new Set([CONTAINER, NETWORK, VOLUME]);

/** Inputs in the form in which the engine hands them on. */
function stripped(resource: PulumiResource): PulumiResource {
  if (!READ.has(resource.type)) return resource;
  return { ...resource, inputs: opened(resource.inputs, 0) };
}

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a string that is not known (proxy.ts of pulumi/pulumi-policy). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const DEEPEST = 64;

/**
 * A secret of a state holds `ciphertext`, or `plaintext` as JSON (`pulumi stack export --show-secrets`).
 * https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go (SecretV1)
 */
function opened(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return UNKNOWN;
  if (Array.isArray(value)) return value.map((item) => opened(item, depth + 1));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) return { [SIGNATURE]: SECRET, value: plaintext(value.plaintext, depth) };
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value)) if (key !== "__defaults") copy[key] = opened(value[key], depth + 1);
  return copy;
}

function plaintext(text: unknown, depth: number): unknown {
  if (typeof text !== "string") return UNKNOWN;
  try {
    return opened(JSON.parse(text), depth + 1);
  } catch {
    return UNKNOWN;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
