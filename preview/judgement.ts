import { JUDGEMENT_EVENT, readJudgement } from "../policies/crossguard/order.ts";
import type { Judgement } from "../policies/judge/judgement.ts";
import { type EngineEvent, errorsOf, type PolicyEvent, plain, policyEventsOf } from "./events.ts";
import { PreviewError } from "./preview-error.ts";
import type { Finished } from "./run.ts";

/** Longest part of what the engine says that a message repeats. */
const LONGEST = 2_000;
/** What the engine says where policies refuse; the policies themselves have said why. */
const REFUSED = "preview failed";

/**
 * What the engine's events judge. The pack's closing event holds the judgement; it counts only where
 * the engine ended in order and every policy event that it has shown is in it, and no other.
 *
 * @throws PreviewError where the preview judged nothing, or not all: the engine's own errors, a missing
 * provider or plugin, a program that fails.
 */
export function judgementOf(stack: string, events: readonly EngineEvent[], ended: Finished): Judgement {
  const [closing, ...more] = policyEventsOf(events).filter(({ policyName }) => policyName === JUDGEMENT_EVENT);
  const errors = errorsOf(events).filter((error) => error !== REFUSED && error !== "");
  if (closing === undefined || more.length > 0 || errors.length > 0) throw failed(stack, errors, ended);
  const judgement = read(stack, closing);
  const told = policyEventsOf(events).filter((event) => event !== closing);
  const shown = told.map(({ policyName, enforcementLevel }) => `${policyName} ${enforcementLevel}`).sort();
  const judged = judgement.findings
    .map(({ rule, level, waiver }) => `${rule} ${waiver === null ? level : "advisory"}`)
    .sort();
  if (shown.join("\n") !== judged.join("\n"))
    throw new PreviewError(
      `the preview of the stack ${stack} showed ${shown.length} findings and its judgement has ${judged.length}, which do not agree, so nothing of it counts; report this as a defect`,
    );
  const refuses = judged.some((line) => line.endsWith(" mandatory"));
  if (ended.code === null || (ended.code !== 0) !== refuses) throw failed(stack, errors, ended);
  return judgement;
}

function read(stack: string, { message }: PolicyEvent): Judgement {
  let judgement: Judgement;
  try {
    judgement = readJudgement(message);
  } catch {
    throw new PreviewError(`the preview of the stack ${stack} ended with a judgement that cannot be read`);
  }
  if (judgement.version !== 1 || judgement.stacks.join() !== stack)
    throw new PreviewError(`the preview of the stack ${stack} ended with the judgement of something else`);
  return judgement;
}

function failed(stack: string, errors: readonly string[], { code, stdout, stderr }: Finished): PreviewError {
  const said = withoutTrace(errors.length > 0 ? errors.join("\n") : plain(`${stderr}\n${stdout}`));
  const why = said.length > LONGEST ? `${said.slice(0, LONGEST).toWellFormed()}…` : said;
  const how = code === null ? "was stopped" : `ended with ${code}`;
  return new PreviewError(
    `the preview of the stack ${stack} ${how} and judged nothing, or not all: ${why === "" ? "the engine says nothing more" : why}${cureOf(said)}`,
  );
}

/** Without the frames of a stack trace that lie in Node.js or in a package. */
function withoutTrace(text: string): string {
  const lines = text.split("\n").filter((line) => !/^\s+at .*(node:|node_modules)/.test(line) && line.trim() !== "");
  return lines.join("\n").trim();
}

/** What to do about a plugin that the engine neither has nor fetched, by its own words (pkg/workspace in pulumi/pulumi). */
function cureOf(said: string): string {
  const [, kind, name, version] =
    /no (resource|language|analyzer) plugin 'pulumi-(?:resource|language|analyzer)-([\w-]+)' found(?:.*? at version v?([\w.+-]+))?/.exec(
      said,
    ) ?? [];
  if (kind === undefined) return "";
  return kind === "resource"
    ? `\nInstall it where previews run: pulumi plugin install resource ${name}${version === undefined ? "" : ` v${version}`}`
    : `\nInstall the whole Pulumi distribution, which brings pulumi-${kind}-${name}, and put it on PATH.`;
}

/** The judgements of several stacks as one. */
export function together(judgements: readonly Judgement[]): Judgement {
  const [first] = judgements;
  if (first === undefined) throw new RangeError("there is nothing to put together");
  const sum = (count: Exclude<keyof Judgement["summary"], "rules">) =>
    judgements.reduce((total, { summary }) => total + summary[count], 0);
  return {
    version: first.version,
    profile: first.profile,
    stacks: judgements.flatMap(({ stacks }) => stacks),
    containers: judgements.flatMap(({ containers }) => containers),
    summary: {
      containers: sum("containers"),
      rules: first.summary.rules,
      pass: sum("pass"),
      fail: sum("fail"),
      unknown: sum("unknown"),
      notApplicable: sum("notApplicable"),
      waived: sum("waived"),
    },
    findings: judgements.flatMap(({ findings }) => findings),
    absent: new Map(judgements.flatMap(({ absent }) => [...(absent ?? [])])),
  };
}
