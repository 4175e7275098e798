import { type CureText, cureOf, languageOf } from "../../policies/cure/snippet.ts";
import type { JudgedStack } from "../../policies/judge/judged-stack.ts";
import { type Cures, isCured } from "../../policies/judge/judgement.ts";
import { PSEUDO_RULES } from "../../policies/judge/pseudo-rules.ts";
import { type Level, levelOf, type Pack } from "../../policies/packs/pack.ts";
import { RULES } from "../../policies/rules/index.ts";
import type { Remark, Verdict } from "../../policies/verdict.ts";

/** A batch of a job, judged by another thread. */
export interface Message {
  readonly batch: number;
  /** JSON, which takes less time than copies of objects do. */
  readonly judged: string;
}

type Plain = Omit<JudgedStack, "secrets"> & { readonly secrets: readonly string[] };

/** Judged stacks as text: cures that are wanted are written out, and nothing of the model is left. */
export function toMessage(batch: number, judged: readonly JudgedStack[], cures: Cures, pack: Pack): Message {
  const levels = new Map<string, Level>(RULES.map((rule) => [rule.id, levelOf(pack, rule)]));
  const plain = judged.map(
    (stack): Plain => ({
      ...stack,
      secrets: [...stack.secrets],
      loud: stack.loud.map((verdict) => plainVerdict(verdict, cures, levels.get(verdict.rule))),
    }),
  );
  return { batch, judged: JSON.stringify(plain) };
}

/** The stacks of a message. */
export function fromMessage({ judged }: Message): JudgedStack[] {
  return (JSON.parse(judged) as Plain[]).map((stack) => ({ ...stack, secrets: new Set(stack.secrets) }));
}

function plainVerdict(verdict: Verdict, cures: Cures, level: Level | undefined): Verdict {
  const { rule, subject, state, remarks } = verdict;
  const wanted = (index: number) =>
    level !== undefined && !Object.hasOwn(PSEUDO_RULES, rule) && isCured(cures, level, index);
  return {
    rule,
    subject,
    state,
    remarks: remarks.map(({ cure: _, ...remark }, index) => ({
      ...remark,
      written: wanted(index) ? written(remarks[index] as Remark, cures) : null,
    })),
  };
}

function written(remark: Remark, cures: Cures): CureText | null {
  const cure = cureOf(remark);
  if (cure === null) return null;
  const { behaviour, decide } = cure;
  const isWanted = (language: "compose" | "pulumi") => cures === "all" || language === languageOf(remark.location);
  return {
    pulumi: isWanted("pulumi") ? cure.pulumi : null,
    compose: isWanted("compose") ? cure.compose : null,
    behaviour,
    decide,
  };
}
