import type { Judgement } from "../judge/judgement.ts";

/**
 * The environment variable by which `readiness preview` tells the pack how to judge, and that it
 * wants the whole judgement as one more event.
 */
export const ORDER = "READINESS_PREVIEW";

/** Name of the policy event that holds the judgement. */
export const JUDGEMENT_EVENT = "readiness-judgement";

/** Marks a map in a text that knows only objects. */
const MAP = "readiness:map";

/** What `readiness preview` asks of the pack. */
export interface Order {
  /** Folder with `readiness.yaml` and the waiver file; the pack need not lie below it. */
  readonly settings: string;
  /** Folder from which files are named. */
  readonly from: string;
  readonly profile?: string;
  /** `2026-11-23` */
  readonly today: string;
}

/**
 * Reads the order from the environment; undefined where the engine was started by somebody else.
 *
 * @throws Error where it is none, which aborts the preview: nothing is judged by guess.
 */
export function readOrder(environment: NodeJS.ProcessEnv): Order | undefined {
  const text = environment[ORDER];
  if (text === undefined) return undefined;
  let order: Partial<Order> | null = null;
  try {
    order = JSON.parse(text);
  } catch {}
  const { settings, from, profile, today } = order ?? {};
  if (
    typeof settings !== "string" ||
    typeof from !== "string" ||
    typeof today !== "string" ||
    (profile !== undefined && typeof profile !== "string")
  )
    throw new Error(`the environment variable ${ORDER} is set and is no order of \`readiness preview\`; unset it`);
  return { settings, from, today, ...(profile === undefined ? {} : { profile }) };
}

/**
 * A judgement as the text of a policy event. Not as plain JSON: the engine reads `<{%…%}>` in a
 * message as colour and masks what looks like a secret in it, here after the pack has done so.
 */
export function writeJudgement(judgement: Judgement): string {
  const mark = (_key: string, value: unknown) => (value instanceof Map ? { [MAP]: [...value] } : value);
  return Buffer.from(JSON.stringify(judgement, mark)).toString("base64");
}

/**
 * Reads it back out of what the engine made of the text: it adds colour and a line break.
 *
 * @throws SyntaxError where that is none.
 */
export function readJudgement(message: string): Judgement {
  const [text = ""] = /[A-Za-z0-9+/=]{8,}/.exec(message.replace(/<\{%.*?%\}>/g, "")) ?? [];
  return JSON.parse(Buffer.from(text, "base64").toString("utf8"), (_key, value) =>
    Array.isArray(value?.[MAP]) ? new Map(value[MAP]) : value,
  );
}
