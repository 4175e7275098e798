import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PolicyEvent } from "../../../preview/events.ts";
import { type Outcome, policyEvents, type Sandbox } from "./engine.ts";

/** `<rule> <container> <level>` of everything that the policies reported, sorted. */
export function saidBy(outcome: Outcome): string[] {
  return policyEvents(outcome)
    .map((event) => `${event.policyName} ${subjectOf(event)} ${event.enforcementLevel}`)
    .sort();
}

/** Whom a policy speaks about: the name before the colon in the second line, below the rule's title. */
export function subjectOf({ message }: PolicyEvent): string {
  return /^.*\n([^:\n]+): /.exec(message)?.[1] ?? "";
}

/** `replace pihole: ports[0].protocol` of every resource that an operation did not leave as it was. */
export function changesOf({ events }: Outcome): string[] {
  return events.flatMap(({ resourcePreEvent }) => {
    if (resourcePreEvent === undefined) return [];
    const { op, urn, detailedDiff } = resourcePreEvent.metadata as { op: string; urn: string; detailedDiff?: object };
    return op === "same"
      ? []
      : [
          `${op} ${urn.split("::").at(-1)}: ${Object.keys(detailedDiff ?? {})
            .sort()
            .join(", ")}`,
        ];
  });
}

/** Sets secrets of a stack the way a person does, and so makes the stack. */
export async function setSecrets(
  sandbox: Sandbox,
  stack: string,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  // A sandbox makes a stack with the first operation on it; there is nothing to destroy yet.
  await sandbox.destroy(stack);
  const pairs = Object.entries(secrets).flatMap(([key, value]) => ["--secret", `${key}=${value}`]);
  const set = await sandbox.pulumi(["config", "set-all", ...pairs, "--stack", stack]);
  if (set.code !== 0) throw new Error(`stack ${stack}: \`pulumi config set-all\` failed: ${set.stderr}`);
}

/** The files of a sandbox (project, plugins' home, state, event logs) that hold one of the texts, byte for byte. */
export async function filesHolding(sandbox: Sandbox, texts: readonly string[]): Promise<string[]> {
  const folder = dirname(sandbox.project);
  const holding: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    if (texts.some((text) => bytes.includes(text))) holding.push(file.slice(folder.length + 1));
  }
  return holding.sort();
}

/** A value and how it looks in base64, where it begins at a multiple of three bytes. */
export function disguises(value: string): string[] {
  return [value, Buffer.from(value).toString("base64").replace(/=+$/, "").slice(0, -2)];
}
