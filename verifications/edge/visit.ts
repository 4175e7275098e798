import { type Attempt, type Look, NotSeen } from "../check.ts";
import { type FactKey, type Failure, factId } from "../fact.ts";
import type { Answer } from "../facts/http/answer.ts";

/** What a visitor met: an answer, or the way in which there was none. */
export type Visit =
  | { readonly answered: true; readonly answer: Answer }
  | { readonly answered: false; readonly cause: string; readonly message: string };

/** Where the visitor's own side may be to blame, nothing is said of the host. */
const BLAMES_THE_HOST: ReadonlySet<string> = new Set<Failure>(["timeout", "refused", "protocol", "missing"]);

/** @throws NotSeen where nobody can tell whether the host is to blame. */
export function visit(look: Look, key: FactKey): Visit {
  const attempt = look.attempt(key);
  if (attempt.seen) return { answered: true, answer: attempt.value as unknown as Answer };
  return { answered: false, cause: `not-answered-${attempt.failure}`, message: blameOf(attempt, key) };
}

/**
 * Why the host is to blame for an attempt that saw nothing.
 *
 * @throws NotSeen where nobody can tell.
 */
export function blameOf({ failure, message }: Extract<Attempt, { seen: false }>, key: FactKey): string {
  if (!BLAMES_THE_HOST.has(failure)) throw new NotSeen(factId(key), message);
  return message;
}
