/** What a rule says of itself, for reports that explain their findings. */
export interface RuleHelp {
  readonly why: string;
  readonly remedy: string;
  readonly references: readonly { readonly title: string; readonly url?: string }[];
}

/** What a report tells of the tool and its rules; a report never looks rules up itself. */
export interface About {
  /** Version of the tool. */
  readonly version: string;
  /** By id of the rule. */
  readonly rules: ReadonlyMap<string, RuleHelp>;
}
