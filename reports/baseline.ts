import type { Baseline } from "../policies/judge/compare.ts";
import type { Finding } from "../policies/judge/finding.ts";
import type { Judgement } from "../policies/judge/judgement.ts";

/** A baseline that cannot be used. It is never taken for an empty one, nor for one that knows everything. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}

const VERSION: Judgement["version"] = 1;

/**
 * Reads a stored JSON report as a baseline.
 *
 * @param name how the report is called in messages.
 * @throws BaselineError where it is no JSON report of this version. No message quotes what it holds.
 */
export function readBaseline(name: string, text: string): Baseline {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    throw new BaselineError(
      `the baseline ${name} is not JSON, so nothing can be compared; store one with --format json`,
    );
  }
  if (!isMap(root) || !("version" in root) || !Array.isArray(root.findings))
    throw new BaselineError(`the baseline ${name} is not a JSON report; store one with --format json`);
  if (root.version !== VERSION)
    throw new BaselineError(
      `the baseline ${name} is a report of another version than ${VERSION}, so fingerprints cannot be compared; store it anew`,
    );
  root.findings.forEach((finding, index) => {
    if (!isFinding(finding))
      throw new BaselineError(
        `the baseline ${name} is damaged: findings[${index}] is not what a report holds there; store it anew`,
      );
  });
  return { findings: (root.findings as (Finding & { readonly parts?: readonly Finding[] })[]).flatMap(unfolded) };
}

/** What was told as one counts by its parts. */
function unfolded(finding: Finding & { readonly parts?: readonly Finding[] }): readonly Finding[] {
  const parts = finding.parts === undefined || finding.parts.length === 0 ? [finding] : finding.parts;
  // What was stored is only compared; nobody needs the cure of what is gone.
  return parts.map((part) => ({ ...part, cure: null }));
}

function isFinding(value: unknown): boolean {
  if (!isMap(value) || !isMap(value.subject) || !isMap(value.location)) return false;
  const { subject, location, waiver } = value;
  return (
    ["rule", "title", "message", "path", "remedy"].every((key) => typeof value[key] === "string") &&
    ["low", "medium", "high", "critical"].includes(value.severity as string) &&
    ["mandatory", "advisory"].includes(value.level as string) &&
    ["fail", "unknown"].includes(value.verdict as string) &&
    isTextOrNull(value.detail) &&
    (value.parts === undefined || (Array.isArray(value.parts) && value.parts.every(isFinding))) &&
    typeof subject.stack === "string" &&
    isTextOrNull(subject.container) &&
    typeof location.path === "string" &&
    (waiver === null ||
      (isMap(waiver) && ["reason", "owner", "expires"].every((key) => typeof waiver[key] === "string")))
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
