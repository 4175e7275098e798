import type { Container } from "../../model/container.ts";
import { CONTAINER, type PulumiResource, readOne, readStack } from "../../model/from-pulumi/stack.ts";
import type { Problem, Stack } from "../../model/stack.ts";

/** A container as a policy sees it, with what could not be read of it. */
export interface Declared {
  readonly container: Container;
  readonly problems: readonly Problem[];
}

/**
 * Remembers the containers that the engine has shown, so that thirty rules read a container once
 * and the stack policy judges the same inputs as the rules for single containers, instead of
 * outputs of which half are unknown in a preview.
 */
export class Declarations {
  readonly #seen = new Map<string, { readonly fingerprint: string; readonly declared: Declared }>();
  readonly #marked = new Map<string, { readonly fingerprint: string; readonly inputs: unknown }>();
  /** Values marked as secret, for redaction only. */
  readonly secrets = new Set<string>();

  /**
   * Takes the inputs of a resource in which secrets are still marked; a validation gets them as
   * plain text. The engine asks for remediation before it asks for validation.
   */
  noteSecrets(urn: string, inputs: unknown): void {
    this.#marked.set(urn, { inputs, fingerprint: fingerprintOf(inputs) });
  }

  /** The container of a resource; read anew only where its inputs are other than last time. */
  read(resource: PulumiResource, urn: string): Declared {
    const fingerprint = fingerprintOf(resource.inputs);
    const known = this.#seen.get(urn);
    if (known?.fingerprint === fingerprint) return known.declared;
    const problems: Problem[] = [];
    const marked = this.#marked.get(urn);
    const inputs = marked?.fingerprint === fingerprint ? marked.inputs : resource.inputs;
    const container = readOne(stackOf(urn), { ...resource, inputs }, problems, this.secrets);
    const declared = { container, problems };
    this.#seen.set(urn, { fingerprint, declared });
    return declared;
  }

  /** All containers of the stack: as they were shown, or else from what the stack policy is given. */
  stack(resources: readonly (PulumiResource & { readonly urn: string })[]): {
    readonly stack: Stack;
    /** URNs by the name of the container on the host; several where the name is declared twice. */
    readonly urns: ReadonlyMap<string, readonly string[]>;
    /** What could not be read of the containers that were shown; told when they were. */
    readonly problems: readonly Problem[];
  } {
    const name = resources.map(({ urn }) => stackOf(urn))[0] ?? "";
    const unseen = resources.filter(({ type, urn }) => type !== CONTAINER || !this.#seen.has(urn));
    const rest = readStack(name, unseen);
    for (const secret of rest.secrets) this.secrets.add(secret);
    const urns = new Map<string, string[]>();
    const note = (container: string, urn: string) => urns.set(container, [...(urns.get(container) ?? []), urn]);
    const containers: Container[] = [];
    const problems: Problem[] = [];
    for (const { type, urn } of resources) {
      const known = type === CONTAINER ? this.#seen.get(urn) : undefined;
      if (known === undefined) continue;
      containers.push(known.declared.container);
      problems.push(...known.declared.problems);
      note(known.declared.container.name, urn);
    }
    unseen
      .filter(({ type }) => type === CONTAINER)
      .forEach(({ urn }, index) => {
        const container = rest.containers[index];
        if (container !== undefined) note(container.name, urn);
      });
    return { stack: { ...rest, containers: [...containers, ...rest.containers] }, urns, problems };
  }
}

/** `urn:pulumi:<stack>::<project>::<type>::<name>` */
export function stackOf(urn: string): string {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}

/** The inputs as text, without the marks of secrets and without the provider's list of its defaults. */
function fingerprintOf(inputs: unknown): string {
  return JSON.stringify(inputs, (key, value) => {
    if (key === "__defaults") return undefined;
    return isMarked(value) ? value.value : value;
  });
}

/** `Secret` of @pulumi/policy (policy.ts). */
function isMarked(value: unknown): value is { readonly value: unknown } {
  return typeof value === "object" && value !== null && value.constructor?.name === "Secret" && "value" in value;
}
