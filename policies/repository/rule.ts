import type { StackRule } from "../rule.ts";

/**
 * A rule over the repository that deploys the hosts: the same description as a rule over containers,
 * so that levels, waivers and documentation treat it alike. Its judgement lies beside it in this folder.
 */
export interface RepositoryRule extends Pick<StackRule, "id" | "title" | "why" | "premises" | "references" | "remedy"> {
  readonly scope: "repository";
  /** In words, what it looks at. */
  readonly judges: string;
}
