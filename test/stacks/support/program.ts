import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

/** A resource as the program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: inputs of any resource, as the mocks receive them
  readonly inputs: any;
}

/** What one run of the program did. */
export interface Run {
  readonly resources: readonly Registered[];
  /** Message of the error that ended it. */
  readonly error: string | undefined;
}

export interface Options {
  readonly stack: string;
  readonly preview?: boolean;
  /** Replaces the stack's file; keys with their namespace. */
  readonly config?: Readonly<Record<string, string>>;
  /** Keys of secrets that are set, without the namespace. */
  readonly secrets?: Readonly<Record<string, string>>;
}

let runs = 0;

/** Runs index.ts under mocks, as a preview unless told otherwise. Runs of one process must not overlap. */
export async function runProgram({
  stack,
  preview = true,
  config = stackFile(stack),
  secrets = {},
}: Options): Promise<Run> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: inputs };
      },
      call: () => ({}),
    },
    "pulumi-readiness",
    stack,
    preview,
  );
  const entered = Object.entries(secrets).map(([key, value]) => [`pulumi-readiness:${key}`, value]);
  pulumi.runtime.setAllConfig(
    { ...config, ...Object.fromEntries(entered) },
    entered.map(([key]) => key as string),
  );
  runs += 1;
  try {
    await import(`../../../index.ts?run=${runs}`);
    await pulumi.runtime.disconnect();
    return { resources, error: undefined };
  } catch (error) {
    return { resources, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Plain configuration of a stack as its file holds it. */
export function stackFile(stack: string): Record<string, string> {
  return parse(readFileSync(`Pulumi.${stack}.yaml`, "utf8")).config;
}

/** Resources of one kind: `Container`, `Network`, `Volume`. */
export function ofKind(run: Run, kind: string): readonly Registered[] {
  return run.resources.filter((resource) => resource.type.endsWith(`:${kind}`));
}

/** Labels of a container as an object. */
export function labelsOf(run: Run, container: string): Readonly<Record<string, string>> {
  const found = ofKind(run, "Container").find((resource) => resource.name === container);
  const labels: readonly { label: string; value: string }[] = found?.inputs.labels ?? [];
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}
