import * as pulumi from "@pulumi/pulumi";
import { MISSING_SECRET } from "../model/expectations.ts";
import { type FoundService, isAsFound } from "./as-found.ts";
import { isSecret, type Service } from "./service.ts";

/** The secrets of a stack, by configuration key. */
export type Secrets = ReadonlyMap<string, pulumi.Output<string>>;

/** Keys of all secrets that the services name, sorted. */
export function secretKeys(services: readonly (Service | FoundService)[]): readonly string[] {
  const values = services.flatMap((service) => [
    ...Object.values(service.env ?? {}),
    ...(service.files ?? []).map((file) => file.content),
    ...(isAsFound(service)
      ? [
          ...Object.values(service.labels ?? {}),
          ...(service.command ?? []),
          ...(service.entrypoint ?? []),
          ...(service.healthcheck?.test ?? []),
        ]
      : []),
  ]);
  return [...new Set(values.filter(isSecret).map((value) => value.secret))].sort();
}

/**
 * Reads all secrets before anything is registered.
 *
 * In a preview a missing secret is stood in for by {@link MISSING_SECRET}, known and marked as a
 * secret, so that a fresh clone can be previewed and judged.
 *
 * @throws RunError outside a preview, naming every key that is not set and the commands that set them.
 */
export function readSecrets(keys: readonly string[], config: pulumi.Config): Secrets {
  const found = new Map(keys.map((key) => [key, config.getSecret(key)]));
  const missing = keys.filter((key) => found.get(key) === undefined);
  if (missing.length > 0 && !pulumi.runtime.isDryRun()) throw new pulumi.RunError(describeMissing(missing));
  return new Map(keys.map((key) => [key, found.get(key) ?? pulumi.secret(MISSING_SECRET)]));
}

function describeMissing(keys: readonly string[]): string {
  const stack = pulumi.getStack();
  const commands = keys.map((key) => `  pulumi config set --secret ${key} --stack ${stack}`);
  const count = keys.length === 1 ? "1 secret is" : `${keys.length} secrets are`;
  return `Stack ${stack}: ${count} not set, so nothing was changed. Each command asks for its value:\n${commands.join("\n")}`;
}
