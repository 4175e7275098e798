import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** One line of the engine's event log; see sdk/go/common/apitype/events.go of github.com/pulumi/pulumi. */
export interface EngineEvent {
  readonly sequence: number;
  readonly policyEvent?: PolicyEvent;
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly severity: string;
    readonly message: string;
    readonly prefix?: string;
  };
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly type: string;
      readonly new?: { readonly inputs: object } | null;
    };
  };
  readonly summaryEvent?: { readonly resourceChanges: Record<string, number>; readonly maybeCorrupt: boolean };
  readonly [kind: string]: unknown;
}

/** What a policy has to say about a resource. */
export interface PolicyEvent {
  readonly resourceUrn?: string;
  readonly message: string;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly policyPackVersion: string;
  readonly enforcementLevel: "advisory" | "mandatory" | "remediate" | "disabled";
  readonly severity?: string;
}

/** The environment variable that shows the option --event-log, see pkg/cmd/pulumi/operations/preview.go there. */
export const SHOW_EVENT_LOG = { PULUMI_DEBUG_COMMANDS: "true" } as const;

/** The events of a log, none where there is no log. A command that was killed leaves half a line at the end. */
export async function readEvents(log: string): Promise<EngineEvent[]> {
  if (!existsSync(log)) return [];
  const lines = (await readFile(log, "utf8")).split("\n");
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line));
}

/** What the policies said, in the engine's order. */
export function policyEventsOf(events: readonly EngineEvent[]): PolicyEvent[] {
  return events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
}

/** What the engine calls errors, without colour; where policies refuse, it says no more than `preview failed`. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
  return events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [plain(diagnosticEvent.message)] : [],
  );
}

/** Without the engine's marks for colour (sdk/go/common/diag/colors in pulumi/pulumi) and without escape sequences. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is taken out
  return text.replace(/<\{%.*?%\}>|\u001b\[[0-9;]*m|[\u0000-\u0008\u000b-\u001f\u007f]/g, "").trim();
}
