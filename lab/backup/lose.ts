import type { HostName } from "../../stacks/settings.ts";
import type { Lab } from "../lab.ts";
import { inProject } from "./host.ts";

/** A runbook as it is written: its steps with the commands that stand in it. */
export interface Written {
  readonly title: string;
  readonly commands: readonly string[];
}

/** The steps of a runbook in Markdown. */
export function readRunbook(text: string): Written[] {
  return text
    .split(/^## (?=\d+\. )/m)
    .slice(1)
    .map((part) => ({
      title: /^\d+\. (.*)$/m.exec(part)?.[1] ?? "",
      commands: [...part.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) => block.trimEnd().split("\n")),
    }));
}

/** How a rehearsal went; `readiness recovery runbook --measured` takes it. */
export interface Rehearsal {
  readonly host: string;
  readonly started: string;
  readonly steps: readonly { readonly title: string; readonly seconds: number }[];
}

/**
 * Loses a host whole and makes it anew by nothing but the commands of its runbook.
 *
 * @throws Error naming the command that failed.
 */
export async function rehearse(lab: Lab, host: HostName, say: (line: string) => void = () => {}): Promise<Rehearsal> {
  const text = await inProject(lab, [`npx readiness recovery runbook --stack ${host}`]);
  const [where, ...steps] = readRunbook(text);
  if (where === undefined || steps.length === 0) throw new Error("lab: the runbook has no steps.");
  await lab.replace(host);
  const started = new Date().toISOString();
  const taken = [];
  for (const { title, commands } of steps) {
    const from = performance.now();
    await inProject(lab, [...where.commands, ...commands]);
    const seconds = Math.round(performance.now() - from) / 1000;
    say(`${title}: ${seconds.toFixed(1)} s`);
    taken.push({ title, seconds });
  }
  return { host, started, steps: taken };
}
